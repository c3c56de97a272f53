import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cron } from 'croner';
import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { checkedYaml, type Mistake, refused } from './checked-yaml.ts';

export const REPORTS_FILE = 'reports.yaml';

const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable is expected, not its value')
  .describe('Name of the environment variable that holds it; NAME_FILE and NAME_COMMAND work, too');

const address = z.string().min(3).max(320);

const fileTarget = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe('Path from the project; {name}, {date} and {format} are filled in, the date being that of the due time'),
});

const mailTarget = z.strictObject({
  smtp: z.strictObject({
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).default(587),
    tls: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe(
        'starttls: upgraded or not sent; tls: encrypted from the start; none: in clear, for a relay on this machine',
      ),
    ca_file: z.string().optional().describe('Certificates to trust, as a PEM file'),
    user_env: variable.optional(),
    password_env: variable.optional(),
    from: address,
    to: z.array(address).min(1).max(100),
    subject: z.string().max(200).optional().describe('{title}, {date} and {time_range} are filled in'),
  }),
});

const webhookTarget = z.strictObject({
  webhook: z.strictObject({
    url_env: variable,
    method: z.enum(['POST', 'PUT']).default('POST'),
    secret_env: variable.optional().describe('Key of the signature in X-Feedback-Loop-Signature'),
  }),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const scheduledReport = z.strictObject({
  dashboard: z.string().min(1).describe('Slug, UUID or title'),
  charts: z.array(z.string().min(1)).optional().describe('Only these charts, by name or UUID'),
  format: z.enum(['pdf', 'html', 'xlsx', 'zip', 'png', 'svg']).default('pdf'),
  title: z.string().max(200).optional(),
  time_range: z.string().optional().describe('"Last 7 days", "2026-01-01 : 2026-02-01"'),
  filters: z
    .record(z.string(), z.union([scalar, z.array(scalar)]))
    .default({})
    .describe('Choices of filters of the dashboard, by name, column or id'),
  locale: z.string().optional(),
  environment: z.string().default('local').describe('Environment that the dashboards are compiled for'),
  schedule: z.string().describe('Cron: minute hour day-of-month month day-of-week'),
  timezone: z.string().default('UTC').describe('IANA zone that the schedule is meant in'),
  to: z.array(z.union([fileTarget, mailTarget, webhookTarget])).min(1),
});

const schema = z.strictObject({
  $schema: z.string().optional(),
  reports: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name has small letters, digits and hyphens'),
      scheduledReport,
    )
    .nullable()
    .default({})
    .transform((reports) => reports ?? {}),
});

export type ScheduledReport = z.infer<typeof scheduledReport>;
export type ReportTarget = ScheduledReport['to'][number];
export type MailTarget = z.infer<typeof mailTarget>['smtp'];
export type WebhookTarget = z.infer<typeof webhookTarget>['webhook'];

/** The JSON Schema of reports.yaml. */
export const reportsJsonSchema = (): Record<string, unknown> => ({
  ...(z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as Record<string, unknown>),
  title: REPORTS_FILE,
});

/**
 * The scheduled reports of a project by name; none when there is no reports.yaml.
 * @throws Failure YAML_INVALID, POLICY_INVALID with the place of every mistake
 */
export function loadReports(projectDir: string): Map<string, ScheduledReport> {
  const file = join(projectDir, REPORTS_FILE);
  if (!existsSync(file)) return new Map();
  const { value, document } = checkedYaml(
    readFileSync(file, 'utf8'),
    REPORTS_FILE,
    schema as z.ZodType<z.infer<typeof schema>>,
  );
  const mistakes = Object.entries(value.reports).flatMap(([name, { schedule, timezone }]): Mistake[] => {
    const wrongZone = zoneMistake(timezone);
    if (wrongZone) return [{ message: wrongZone, where: document.placeOf(['reports', name, 'timezone']) }];
    try {
      cronOf(schedule, timezone);
      return [];
    } catch (thrown) {
      const hint = 'Five fields: minute hour day-of-month month day-of-week, such as 0 7 * * 1.';
      const where = document.placeOf(['reports', name, 'schedule']);
      return [{ message: `reports.${name}.schedule: ${messageOf(thrown)}`, where, hint }];
    }
  });
  if (mistakes.length > 0) throw refused(mistakes);
  return new Map(Object.entries(value.reports));
}

function zoneMistake(timezone: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return undefined;
  } catch {
    return `timezone: ${timezone} is no IANA time zone`;
  }
}

/** A schedule that runs nothing by itself. Summer time counts as cron does: an hour that is left out runs at its end. */
export const cronOf = (schedule: string, timezone: string): Cron =>
  new Cron(schedule, { timezone, paused: true, mode: '5-part' });
