import { Failure } from '../errors.ts';
import { nearest } from '../util/nearest.ts';
import type { MetricDefinition } from './metric.ts';
import { applicationCount } from './metrics/application-count.ts';
import { auditTrailCoverage } from './metrics/audit-trail-coverage.ts';
import { averageConfidence } from './metrics/average-confidence.ts';
import { bugRecurrence } from './metrics/bug-recurrence.ts';
import { bugDetectionTrend } from './metrics/bug-detection-trend.ts';
import { bugsPerTestRun } from './metrics/bugs-per-test-run.ts';
import { calibrationErrorMetric } from './metrics/calibration-error.ts';
import { changeFailRate } from './metrics/change-fail-rate.ts';
import { changeLeadTime } from './metrics/change-lead-time.ts';
import { compilationErrorRate } from './metrics/compilation-error-rate.ts';
import { deploymentFrequency } from './metrics/deployment-frequency.ts';
import { deploymentReworkRate } from './metrics/deployment-rework-rate.ts';
import { effectivenessScore } from './metrics/effectiveness-score.ts';
import { flakyTests } from './metrics/flaky-tests.ts';
import { generationSuccessRate } from './metrics/generation-success-rate.ts';
import { highSeverityIssues } from './metrics/high-severity-issues.ts';
import { laterCalibrationError } from './metrics/later-calibration-error.ts';
import { laterIncidentCalibrationError } from './metrics/later-incident-calibration-error.ts';
import { laterRevertCalibrationError } from './metrics/later-revert-calibration-error.ts';
import { laterReviewCalibrationError } from './metrics/later-review-calibration-error.ts';
import { longCode } from './metrics/long-code.ts';
import { overConfidence } from './metrics/over-confidence.ts';
import { overFusion } from './metrics/over-fusion.ts';
import { patternCoverage } from './metrics/pattern-coverage.ts';
import { patternSuccessRate } from './metrics/pattern-success-rate.ts';
import { patternVersioning } from './metrics/pattern-versioning.ts';
import { patternsPerGeneration } from './metrics/patterns-per-generation.ts';
import { recoveryTime } from './metrics/recovery-time.ts';
import { resolutionTime } from './metrics/resolution-time.ts';
import { reviewTime } from './metrics/review-time.ts';
import { reviewsPerWeek } from './metrics/reviews-per-week.ts';
import { roiPerPattern } from './metrics/roi-per-pattern.ts';
import { ruleComplianceRate } from './metrics/rule-compliance-rate.ts';
import { testFailureRate } from './metrics/test-failure-rate.ts';
import { userAdoption } from './metrics/user-adoption.ts';

/** The sixteen key performance indicators of spec/2, in its order. */
export const KPIS: readonly MetricDefinition[] = [
  generationSuccessRate,
  averageConfidence,
  patternsPerGeneration,
  compilationErrorRate,
  effectivenessScore,
  calibrationErrorMetric,
  applicationCount,
  patternSuccessRate,
  bugDetectionTrend,
  testFailureRate,
  highSeverityIssues,
  patternCoverage,
  patternVersioning,
  auditTrailCoverage,
  roiPerPattern,
  userAdoption,
];

/** Confidence against what was seen later: tests, reviews, reverts, incidents. */
const LATER_OUTCOMES: readonly MetricDefinition[] = [
  laterCalibrationError,
  laterReviewCalibrationError,
  laterRevertCalibrationError,
  laterIncidentCalibrationError,
];

/** Every figure that is published. */
export const METRICS: readonly MetricDefinition[] = [
  ...KPIS,
  deploymentFrequency,
  changeLeadTime,
  changeFailRate,
  recoveryTime,
  deploymentReworkRate,
  resolutionTime,
  reviewTime,
  reviewsPerWeek,
  ruleComplianceRate,
  bugRecurrence,
  bugsPerTestRun,
  flakyTests,
  overFusion,
  longCode,
  overConfidence,
  ...LATER_OUTCOMES,
];

/** Of which metric_verdicts keeps what was said, day by day. */
export const KEPT: readonly MetricDefinition[] = [...KPIS, ...LATER_OUTCOMES];

/** @throws Failure NOT_FOUND */
export function metricOf(id: string): MetricDefinition {
  const found = METRICS.find((metric) => metric.id === id);
  if (found) return found;
  const near = nearest(
    id,
    METRICS.map((metric) => metric.id),
  );
  throw new Failure(
    'NOT_FOUND',
    `there is no metric ${id}`,
    near ? { hint: `Did you mean ${near}?` } : { hint: 'See: feedback-loop metrics list' },
  );
}
