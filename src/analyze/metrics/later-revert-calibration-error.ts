import { sql } from 'kysely';
import { calibration } from '../estimate/calibration.ts';
import { CONFIDENCE_UNKNOWN, generations, laterHalf, revertedPull } from '../fragments.ts';
import { inWindow, LATER, SETTLED_DAYS, settledBefore, withinSettling } from '../later-outcomes.ts';
import type { MetricDefinition } from '../metric.ts';

export const laterRevertCalibrationError: MetricDefinition = {
  ...LATER,
  id: 'later-revert-calibration-error',
  name: 'Calibration error against later reverts',
  version: 1,
  question: 'Does confidence foretell whether a change is taken back?',
  definition: `As calibration-error, but the outcome is whether the change stayed: a generation is right when its pull request, once merged, was not taken back within ${SETTLED_DAYS} days by a merged pull request that reverts it (one that says so in metadata.reverts_pr, or comes from a branch revert-NUMBER). Only generations whose pull request was merged that long ago count; how many stands beside it as coverage.`,
  formula: 'sum over bins of (n of bin / n) * |share not reverted - mean confidence of bin|',
  sources: ['metrics_code_generation', 'pr_events'],
  exclusions: {
    confidence_unknown: 'No confidence was stated.',
    no_pull_request: 'It does not say which pull request it became part of.',
    not_merged: 'Its pull request is not known to be merged.',
    too_recent: `Its pull request was merged less than ${SETTLED_DAYS} days before the end of the time looked at.`,
  },
  days: 91,
  rows: (scope) => {
    const own = generations(scope);
    return {
      ...own,
      // One row per pull request before joining.
      from: sql`${own.from} LEFT JOIN (
        SELECT m.repository, m.pr_number, MIN(m.event_timestamp) AS at FROM pr_events m
        WHERE m.event_type = 'merged' AND ${inWindow(scope, 'm.event_timestamp')}
        GROUP BY m.repository, m.pr_number) AS merged
        ON merged.repository = g.repository AND merged.pr_number = g.pr_number
      LEFT JOIN (
        SELECT v.repository, v.reverted, MIN(v.at) AS at FROM (
          SELECT e.repository, ${revertedPull(scope, 'e')} AS reverted, e.event_timestamp AS at FROM pr_events e
          WHERE e.event_type = 'merged' AND ${inWindow(scope, 'e.event_timestamp')}) AS v
        WHERE v.reverted IS NOT NULL
        GROUP BY v.repository, v.reverted) AS revert
        ON revert.repository = g.repository AND revert.reverted = g.pr_number`,
      value: sql`g.confidence`,
      k: sql`1 - ${withinSettling(scope, sql`merged.at`, sql`revert.at`)}`,
      n: laterHalf(scope, sql`g.timestamp`),
      excluded: [
        CONFIDENCE_UNKNOWN,
        ['no_pull_request', sql`g.pr_number IS NULL`],
        ['not_merged', sql`merged.at IS NULL`],
        ['too_recent', sql`merged.at > ${settledBefore(scope)}`],
      ],
    };
  },
  estimate: calibration,
};
