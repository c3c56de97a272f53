/** The public API for code that imports feedback-loop: the in-process collector. */
export { ERRORS, EXIT, Failure } from './errors.ts';
export {
  type Bug,
  type CodeGeneration,
  type CodeReviewIssue,
  Collector,
  type CollectorOptions,
  type DeploymentIssue,
  type LlmCall,
  type Summary,
  type TestFailure,
} from './sdk/collector.ts';
export type { MetricsData, Severity } from './sdk/entries.ts';
