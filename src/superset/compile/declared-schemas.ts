import { z } from 'zod';
import type { DeclaredKind } from '../../model/assets.ts';

const names = (what: string) => z.array(z.string().min(1)).describe(`${what}, by template, title or uuid`);
const editor = { $schema: z.string().optional() };

const role = z
  .strictObject({
    ...editor,
    name: z.string().min(1).max(64).describe('Name of the role; another name is another role'),
    permissions: z
      .array(z.string().regex(/^\S+ on \S.*$/, 'a permission is written as Superset names it: can_read on Chart'))
      .default([])
      .describe('What it may do, as Superset names it: can_read on Chart'),
    datasets: z
      .union([z.literal('all'), names('Datasets it may query')])
      .default([])
      .describe('Datasets it may query; all: every one of this project'),
    databases: names('Databases it may query whole').default([]),
  })
  .refine((value) => value.permissions.length + value.datasets.length + value.databases.length > 0, {
    message: 'a role that may do nothing cannot be told from one that was not finished',
    path: ['name'],
  })
  .describe('assets/roles/NAME.yaml: what a role may do. Who has it is not declared');

const rls = z
  .strictObject({
    ...editor,
    name: z.string().min(1).max(255).describe('Name of the rule; another name is another rule'),
    description: z.string().nullable().default(null),
    filter_type: z
      .enum(['Regular', 'Base'])
      .default('Regular')
      .describe('Regular: for those who have one of the roles; Base: for all who have none of them'),
    datasets: names('Datasets whose rows it restricts').min(1),
    roles: z.array(z.string().min(1)).default([]).describe('Roles by name; each must exist or be declared'),
    clause: z.string().min(1).describe('SQL condition that is added to every query'),
    group_key: z.string().nullable().default(null).describe('Rules with one key are joined by OR'),
  })
  .describe('assets/rls/NAME.yaml: a row-level security rule');

const recipient = z.strictObject({
  type: z.enum(['Email', 'Slack', 'SlackV2', 'Webhook']),
  target: z.string().min(1).describe('Addresses or channels, separated by commas'),
  cc: z.string().default(''),
  bcc: z.string().default(''),
});

const report = z
  .strictObject({
    ...editor,
    name: z.string().min(1).max(150).describe('Name; with the type it is the identity'),
    type: z.enum(['Report', 'Alert']).default('Report'),
    description: z.string().nullable().default(null),
    active: z.boolean().default(true),
    crontab: z
      .string()
      .regex(/^\S+( +\S+){4}$/, 'five fields are expected: "0 9 * * 1"')
      .describe('When, as five fields of cron'),
    timezone: z.string().default('UTC').describe('IANA zone of crontab'),
    dashboard: z.string().optional().describe('What is sent: a dashboard, by template, title or uuid'),
    chart: z.string().optional().describe('What is sent: a chart, by template, title or uuid'),
    database: z.string().optional().describe('Of an alert: where sql is asked'),
    sql: z.string().optional().describe('Of an alert: a query with one value'),
    validator: z
      .union([
        z.literal('not null'),
        z.strictObject({ op: z.enum(['<', '<=', '>', '>=', '==', '!=']), threshold: z.number() }),
      ])
      .optional()
      .describe('Of an alert: when it fires'),
    recipients: z.array(recipient).min(1),
    report_format: z.enum(['PNG', 'PDF', 'CSV', 'TEXT']).default('PNG'),
    force_screenshot: z.boolean().default(false),
    email_subject: z.string().nullable().default(null),
    log_retention: z.int().min(0).default(90).describe('Days'),
    working_timeout: z.int().min(1).default(3600).describe('Seconds'),
    grace_period: z.int().min(1).default(14_400).describe('Seconds until an alert that fired fires again'),
  })
  .superRefine((value, context) => {
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if ((value.dashboard === undefined) === (value.chart === undefined))
      say('name', 'name a dashboard or a chart, and not both');
    const alert = value.type === 'Alert';
    for (const key of ['database', 'sql', 'validator'] as const) {
      if (alert && value[key] === undefined) say('type', `an alert needs ${key}`);
      if (!alert && value[key] !== undefined) say(key, `only an alert has ${key}`);
    }
  })
  .describe('assets/reports/NAME.yaml: a report or an alert of Superset; needs its feature flag ALERT_REPORTS');

const embedded = z
  .strictObject({
    ...editor,
    dashboard: z.string().describe('The dashboard, by template, title or uuid'),
    allowed_domains: z
      .array(z.string().regex(/^https?:\/\/[^/\s]+$/, 'an origin is expected: https://intranet.example.com'))
      .default([])
      .describe('Origins of the pages that may embed it; none: every page may'),
  })
  .describe('assets/embedded/NAME.yaml: a dashboard that may be embedded; needs the feature flag EMBEDDED_SUPERSET');

export const DECLARED_SCHEMAS = { role, rls, report, embedded } satisfies Record<DeclaredKind, z.ZodType>;

/** Path -> JSON Schema of each kind, for editors. */
export const declaredJsonSchemas = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(DECLARED_SCHEMAS).map(([kind, schema]) => [
      `starter/schemas/${kind}.schema.json`,
      `${JSON.stringify({ title: kind, ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) }, null, 2)}\n`,
    ]),
  );
