import { sql } from 'kysely';
import { calibration } from '../estimate/calibration.ts';
import { CONFIDENCE_UNKNOWN, generations, laterHalf } from '../fragments.ts';
import {
  byChange,
  earlierOf,
  inWindow,
  joinedByChange,
  LATER,
  NO_CHANGE,
  ofEither,
  SETTLED_DAYS,
  settledBefore,
  withinSettling,
} from '../later-outcomes.ts';
import type { MetricDefinition } from '../metric.ts';

export const laterIncidentCalibrationError: MetricDefinition = {
  ...LATER,
  id: 'later-incident-calibration-error',
  name: 'Calibration error against later incidents',
  version: 2,
  question: 'Does confidence foretell whether a change breaks production?',
  definition: `As calibration-error, but the outcome is what happened in production: a generation is right when no deployment issue in production names its pull request or commit within ${SETTLED_DAYS} days after its first deployment there. Only generations whose change was deployed to production that long ago count; how many stands beside it as coverage.`,
  formula: 'sum over bins of (n of bin / n) * |share without an incident - mean confidence of bin|',
  sources: ['metrics_code_generation', 'deployment_events', 'metrics_deployment'],
  exclusions: {
    confidence_unknown: 'No confidence was stated.',
    no_change: 'It names neither a pull request nor a commit.',
    not_deployed: 'No deployment of its pull request or commit to production is known.',
    too_recent: `It was first deployed less than ${SETTLED_DAYS} days before the end of the time looked at.`,
  },
  days: 91,
  rows: (scope) => {
    const own = generations(scope);
    const production = (time: string) => sql`environment = 'production' AND ${inWindow(scope, time)}`;
    // One row per change before joining: first when it was deployed, then whether an issue followed.
    const deployed = sql`SELECT d.repository, d.change, d.at,
        MAX(${withinSettling(scope, sql`d.at`, sql`i.at`)}) AS broke
      FROM (SELECT repository, change, MIN(at) AS at FROM (
        ${byChange('deployment_events', sql`deployed_at AS at`, production('deployed_at'))}) AS e
        GROUP BY repository, change) AS d
      LEFT JOIN (${byChange('metrics_deployment', sql`timestamp AS at`, production('timestamp'))}) AS i
        ON i.repository = d.repository AND i.change = d.change
      GROUP BY d.repository, d.change, d.at`;
    return {
      ...own,
      from: sql`${own.from} ${joinedByChange(deployed, 'deployed')}`,
      value: sql`g.confidence`,
      k: sql`1 - ${ofEither('deployed', (column) => sql`${column('broke')} = 1`)}`,
      n: laterHalf(scope, sql`g.timestamp`),
      excluded: [
        CONFIDENCE_UNKNOWN,
        NO_CHANGE,
        ['not_deployed', sql`${earlierOf('deployed', 'at')} IS NULL`],
        ['too_recent', sql`${earlierOf('deployed', 'at')} > ${settledBefore(scope)}`],
      ],
    };
  },
  estimate: calibration,
};
