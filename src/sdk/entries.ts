/** The entries of a metrics file, as upstream's collector writes them. Times are ISO 8601 in UTC. */
interface Entry {
  timestamp: string;
  /** Ours: makes each occurrence its own event, however often the file is read. */
  event_id?: string;
}

export type Severity = 'low' | 'medium' | 'high' | 'critical';

interface BugEntry extends Entry {
  pattern: string;
  error: string;
  code: string;
  file_path: string;
  line: number;
  stack_trace: string | null;
  count: number;
}

interface TestFailureEntry extends Entry {
  test_name: string;
  failure_reason: string;
  pattern_violated: string | null;
  code_snippet: string | null;
  count: number;
}

interface CodeReviewEntry extends Entry {
  issue_type: string;
  pattern: string;
  severity: Severity | 'unknown';
  file_path: string;
  line: number | null;
  suggestion: string | null;
}

interface PerformanceEntry extends Entry {
  metric_type: string;
  details: Record<string, unknown>;
}

interface DeploymentIssueEntry extends Entry {
  issue_type: string;
  pattern: string;
  environment: string;
  root_cause: string | null;
  resolution_time_minutes: number | null;
}

interface CodeGenerationEntry extends Entry {
  prompt: string;
  patterns_applied: string[];
  confidence: number | null;
  success: boolean | null;
  code_length: number | null;
  compilation_error: string | null;
  metadata: Record<string, unknown>;
}

export interface LlmCallEntry extends Entry {
  success: boolean | null;
  attempts: number | null;
  duration: number | null;
  provider: string | null;
  model: string | null;
  error: string | null;
  raw: unknown;
}

export interface MetricsData {
  bugs: BugEntry[];
  test_failures: TestFailureEntry[];
  code_reviews: CodeReviewEntry[];
  performance_metrics: PerformanceEntry[];
  deployment_issues: DeploymentIssueEntry[];
  code_generation: CodeGenerationEntry[];
  llm_calls: LlmCallEntry[];
}

export const LIST_NAMES = [
  'bugs',
  'test_failures',
  'code_reviews',
  'performance_metrics',
  'deployment_issues',
  'code_generation',
  'llm_calls',
] as const satisfies readonly (keyof MetricsData)[];

export const emptyData = (): MetricsData => ({
  bugs: [],
  test_failures: [],
  code_reviews: [],
  performance_metrics: [],
  deployment_issues: [],
  code_generation: [],
  llm_calls: [],
});
