import type { AlertSeverity, Dimension } from './vocabulary.ts';

/** What a rule watches. One alert per rule, or per group of `by`. */
export type AlertRule = {
  /** Name of the rule, unique. */
  name: string;
  severity: AlertSeverity;
  /** What to do, said with the alert. */
  action?: string | undefined;
} & AlertCondition;

type AlertCondition =
  | {
      watch: 'metric';
      metric: string;
      by?: Dimension | undefined;
      days?: number | undefined;
      target?: AlertTarget | undefined;
    }
  | { watch: 'data age'; hours: number; kinds?: string[] | undefined }
  | { watch: 'ingest'; partial: boolean }
  | { watch: 'quarantine'; records: number }
  | { watch: 'drift'; environment: string };

/** In the place of the metric's own target. */
type AlertTarget = { relation: 'at least' | 'above' | 'at most' | 'below'; value: number };

/** What is known of one alert at one moment. */
export interface Observation {
  /** `rule`, or `rule/group`. */
  alert: string;
  rule: string;
  severity: AlertSeverity;
  /** null: it cannot be told, so the alert stays as it was. */
  firing: boolean | null;
  message: string;
  /** Another one of a firing alert is news. */
  fingerprint: string;
}

export const ALERT_STATES = ['firing', 'resolved'] as const;
