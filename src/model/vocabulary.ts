/** Closed sets of words that tables, parsers, filters and checks share. */

export const SEVERITIES = ['low', 'medium', 'high', 'critical', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How bad an alert is; nobody is told of one that is unknown. */
export const ALERT_SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** What figures can be split by. Never by person (docs/decisions/0802). */
export const DIMENSIONS = ['team', 'repository', 'pattern', 'environment', 'model', 'test'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Where an event happened (decision 14). Deployment targets have other names: local, dev, staging, prod. */
export const EVENT_ENVIRONMENTS = ['local', 'development', 'staging', 'production', 'unknown'] as const;
export type EventEnvironment = (typeof EVENT_ENVIRONMENTS)[number];

const ENVIRONMENT_SPELLINGS: Record<string, EventEnvironment> = {
  local: 'local',
  localhost: 'local',
  dev: 'development',
  development: 'development',
  develop: 'development',
  stage: 'staging',
  staging: 'staging',
  stg: 'staging',
  prod: 'production',
  production: 'production',
  live: 'production',
};

/** `prod`, `Production` and `live` are one environment. What is not known is `unknown`, never a guess. */
export const readEventEnvironment = (word: string | null | undefined): EventEnvironment =>
  ENVIRONMENT_SPELLINGS[(word ?? '').trim().toLowerCase()] ?? 'unknown';

export const VERDICTS = ['met', 'missed', 'cannot tell yet'] as const;
export const TREND_DIRECTIONS = ['increasing', 'decreasing', 'stable'] as const;
export const PR_EVENT_TYPES = ['created', 'reviewed', 'merged', 'closed', 'reopened'] as const;
export const DEPLOYMENT_STATUSES = ['success', 'failure', 'rollback'] as const;
export const TEST_TYPES = ['unit', 'integration', 'e2e', 'all'] as const;
export const RULE_CATEGORIES = ['foundation', 'implementation', 'specialized'] as const;
export const COMPLIANCE_STATUSES = ['compliant', 'violation', 'warning'] as const;
export const CONTEXT_TYPES = ['commit', 'pr', 'code_review', 'manual_check'] as const;
export const DEVELOPMENT_METRIC_TYPES = [
  'pr_cycle_time_avg',
  'pr_cycle_time_median',
  'deployment_frequency',
  'test_pass_rate_avg',
  'test_pass_rate_median',
  'rule_compliance_rate',
  'documentation_first_usage_rate',
] as const;
export const SUBSCRIPTION_TIERS = ['free', 'team', 'enterprise'] as const;
export const USER_ROLES = ['admin', 'developer', 'viewer'] as const;

/** The label of something nobody named. */
export const UNKNOWN = 'unknown';
