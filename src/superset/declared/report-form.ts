import type { AssetKind, ReportAsset, ReportRecipient } from '../../model/assets.ts';
import { isRecord } from '../client/answer.ts';
import { listOf, objectOf, parsedObject, textOf } from '../normalise/json.ts';

type Row = Record<string, unknown>;

/** A report as GET answers it -> as it is declared. Parts of it come as JSON in a text. */
export function reportOf(
  row: Row,
  identity: { uuid: string; name: string },
  uuidOf: (kind: AssetKind, id: unknown) => string | undefined,
): ReportAsset {
  const refer = (kind: AssetKind, value: unknown): string | null =>
    isRecord(value) ? (uuidOf(kind, value.id) ?? `number ${String(value.id)}`) : null;
  const type = row.type === 'Alert' ? 'Alert' : 'Report';
  return {
    kind: 'report',
    ...identity,
    type,
    description: textOf(row.description) ?? null,
    active: row.active !== false,
    crontab: textOf(row.crontab) ?? '',
    timezone: textOf(row.timezone) ?? 'UTC',
    dashboard: refer('dashboard', row.dashboard),
    chart: refer('chart', row.chart),
    database: refer('database', row.database),
    sql: textOf(row.sql) ?? null,
    validator: type === 'Alert' ? validatorOf(row) : null,
    recipients: listOf(row.recipients).map(recipientOf),
    report_format: (textOf(row.report_format) ?? 'PNG') as ReportAsset['report_format'],
    force_screenshot: row.force_screenshot === true,
    email_subject: textOf(row.email_subject) ?? null,
    log_retention: Number(row.log_retention ?? 90),
    working_timeout: Number(row.working_timeout ?? 3600),
    grace_period: Number(row.grace_period ?? 14_400),
  };
}

function validatorOf(row: Row): ReportAsset['validator'] {
  if (row.validator_type === 'not null') return 'not null';
  const { op, threshold } = objectOf(parsedObject(row.validator_config_json));
  return { op: String(op), threshold: Number(threshold) };
}

function recipientOf(value: unknown): ReportRecipient {
  const row = objectOf(value);
  const config = objectOf(parsedObject(row.recipient_config_json));
  const text = (key: string): string => textOf(config[key]) ?? '';
  return { type: String(row.type), target: text('target'), cc: text('ccTarget'), bcc: text('bccTarget') };
}

/** A declared report -> the body of POST and PUT. `idOf` knows the numbers of this server. */
export function reportBody(asset: ReportAsset, idOf: (uuid: string) => number): Row {
  const { type, dashboard, chart, database, sql, validator } = asset;
  const alert =
    type === 'Alert' && database !== null && sql !== null && validator !== null
      ? {
          database: idOf(database),
          sql,
          validator_type: validator === 'not null' ? 'not null' : 'operator',
          validator_config_json: validator === 'not null' ? {} : validator,
        }
      : {};
  return {
    type,
    name: asset.name,
    description: asset.description,
    active: asset.active,
    crontab: asset.crontab,
    timezone: asset.timezone,
    ...(dashboard === null
      ? { chart: idOf(chart ?? ''), dashboard: null }
      : { dashboard: idOf(dashboard), chart: null }),
    ...alert,
    recipients: asset.recipients.map(({ type: by, target, cc, bcc }) => ({
      type: by,
      recipient_config_json: { target, ccTarget: cc, bccTarget: bcc },
    })),
    report_format: asset.report_format,
    force_screenshot: asset.force_screenshot,
    email_subject: asset.email_subject,
    log_retention: asset.log_retention,
    working_timeout: asset.working_timeout,
    grace_period: asset.grace_period,
    // Any other value allows a person one report for each dashboard.
    creation_method: 'alerts_reports',
  };
}
