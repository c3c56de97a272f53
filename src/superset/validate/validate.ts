import type { SqlRunner } from '../../model/sql-runner.ts';
import type { Compiled } from '../compile/compile.ts';
import type { Finding } from '../finding.ts';
import { checkChart } from './check-chart.ts';
import { checkDataset } from './check-dataset.ts';
import { checkFields } from './check-fields.ts';
import { checkPosition } from './check-position.ts';
import { checkReferences } from './check-references.ts';
import { checkSecrets } from './check-secrets.ts';
import { type CheckSql, sqlChecker } from './check-sql.ts';
import { probe } from './probe.ts';
import type { Report } from './report.ts';

export interface ValidateOptions {
  /** Milliseconds; what `today` means in time ranges. */
  now: number;
  /** The database, when it can be reached: every chart's query is then really asked, for no rows. */
  runner?: SqlRunner | undefined;
}

export interface Validation {
  /** What compile found, then what validation found, errors first. */
  findings: Finding[];
  /** Queries that were put to the database. */
  asked: number;
}

/** Everything that can be known before anything is sent to Superset. */
export async function validate(compiled: Compiled, options: ValidateOptions): Promise<Validation> {
  const { bundle, environment } = compiled;
  const { version } = environment.target;
  const findings: Finding[] = [...compiled.findings];
  const reportOn =
    (uuid: string): Report =>
    (code, severity, message, path, hint) => {
      findings.push({
        code,
        severity,
        message,
        where: compiled.placeOf(uuid, path, ABOUT_KEYS.has(code) ? 'key' : 'value'),
        hint,
      });
    };
  for (const [kind, list] of [
    ['database', bundle.databases],
    ['dataset', bundle.datasets],
    ['chart', bundle.charts],
    ['dashboard', bundle.dashboards],
  ] as const) {
    for (const asset of list) checkFields(kind, asset, version, reportOn(asset.uuid));
  }
  // What is no text, list or mapping where one must be is said first: the other checks read what is inside.
  if (findings.some((each) => MISSHAPEN.has(each.code))) return { findings: sorted(findings), asked: 0 };
  checkReferences(bundle, reportOn);
  checkSecrets(bundle, passwordsOf(compiled), reportOn);
  const charts = new Set(bundle.charts.map((chart) => chart.uuid));
  for (const dashboard of bundle.dashboards) checkPosition(dashboard, charts, reportOn(dashboard.uuid));
  const { dialect } = environment.database;
  const checkOwnSql = sqlChecker(dialect);
  const foreign = foreignDatasets(compiled);
  const checkSqlOf = (dataset: string): CheckSql => (foreign.has(dataset) ? leaveSql : checkOwnSql);
  for (const dataset of bundle.datasets) {
    await checkDataset(dataset, checkSqlOf(dataset.uuid), reportOn(dataset.uuid));
  }
  const datasets = new Map(bundle.datasets.map((dataset) => [dataset.uuid, dataset]));
  for (const chart of bundle.charts) {
    const checkSql = checkSqlOf(chart.dataset_uuid);
    await checkChart(chart, datasets.get(chart.dataset_uuid), { version, dialect, checkSql }, reportOn(chart.uuid));
  }
  const { runner, now } = options;
  const own = { ...bundle, datasets: bundle.datasets.filter((each) => !foreign.has(each.uuid)) };
  const asked = runner?.dialect === dialect ? await probe(own, { runner, now }, findings, reportOn) : 0;
  return { findings: sorted(findings), asked };
}

/** Datasets of connections to another database than the environment's: neither its dialect nor its tables say anything of them. */
function foreignDatasets({ environment, bundle }: Compiled): Set<string> {
  const elsewhere = bundle.databases.filter((each) => each.sqlalchemy_uri !== environment.database.uri);
  const uuids = new Set(elsewhere.map((each) => each.uuid));
  return new Set(bundle.datasets.filter((each) => uuids.has(each.database_uuid)).map((each) => each.uuid));
}

const leaveSql: CheckSql = () => Promise.resolve();

/** Connections whose password a variable holds: those to the environment's own database, and those that passwords: names. */
function passwordsOf({ environment, bundle }: Compiled): Set<string> {
  const own = bundle.databases.filter((each) => each.sqlalchemy_uri === environment.database.uri);
  return new Set([...Object.keys(environment.passwords), ...own.map((each) => each.database_name)]);
}

/** Findings whose place is the key, not its value. */
const ABOUT_KEYS = new Set(['UNKNOWN_KEY', 'KEY_TOO_NEW', 'METADATA_KEY']);

const MISSHAPEN = new Set(['WRONG_TYPE', 'MISSING_KEY']);

const RANK = { error: 0, warning: 1, note: 2 } as const;

const sorted = (findings: readonly Finding[]): Finding[] =>
  findings
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => RANK[a.finding.severity] - RANK[b.finding.severity] || a.index - b.index)
    .map(({ finding }) => finding);
