import { sql } from 'kysely';
import { calibration } from '../estimate/calibration.ts';
import { CONFIDENCE_UNKNOWN, generations, laterHalf } from '../fragments.ts';
import { byChange, inWindow, joinedByChange, LATER, NO_CHANGE, ofEither } from '../later-outcomes.ts';
import type { MetricDefinition } from '../metric.ts';

export const laterReviewCalibrationError: MetricDefinition = {
  ...LATER,
  id: 'later-review-calibration-error',
  name: 'Calibration error against later reviews',
  version: 2,
  question: 'Does confidence foretell whether reviewers find something serious?',
  definition:
    'As calibration-error, but the outcome is what reviewers said later: a generation is right when no review finding of high or critical severity was made, after it, on its pull request or commit. Only generations whose change was reviewed after them count; how many stands beside it as coverage.',
  formula: 'sum over bins of (n of bin / n) * |share without a serious finding - mean confidence of bin|',
  sources: ['metrics_code_generation', 'metrics_code_reviews', 'pr_events'],
  exclusions: {
    confidence_unknown: 'No confidence was stated.',
    no_change: 'It names neither a pull request nor a commit.',
    not_reviewed: 'No review of its pull request or commit, after it, is known.',
  },
  days: 30,
  rows: (scope) => {
    const own = generations(scope);
    // One row per change before joining: a join with the findings themselves would multiply generations.
    const reviews = sql`SELECT repository, change, MAX(at) AS last_review, MAX(serious_at) AS last_serious FROM (
        ${byChange('metrics_code_reviews', sql`timestamp AS at, CASE WHEN severity IN ('high', 'critical') THEN timestamp END AS serious_at`, inWindow(scope, 'timestamp'))}
        UNION ALL
        ${byChange('pr_events', sql`event_timestamp, NULL`, sql`event_type = 'reviewed' AND ${inWindow(scope, 'event_timestamp')}`)}) AS r
      GROUP BY repository, change`;
    const sinceThen = (last: string) => ofEither('review', (column) => sql`${column(last)} >= g.timestamp`);
    return {
      ...own,
      from: sql`${own.from} ${joinedByChange(reviews, 'review')}`,
      value: sql`g.confidence`,
      k: sql`1 - ${sinceThen('last_serious')}`,
      n: laterHalf(scope, sql`g.timestamp`),
      excluded: [CONFIDENCE_UNKNOWN, NO_CHANGE, ['not_reviewed', sql`${sinceThen('last_review')} = 0`]],
    };
  },
  estimate: calibration,
};
