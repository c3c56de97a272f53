import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../src/util/package-root.ts';

/** The starter project with four assets: connection, dataset, chart, dashboard. Other `words` change every one of them. */
export function writeSmallProject(projectDir: string, words: string): void {
  if (!existsSync(projectDir)) cpSync(join(packageRoot(), 'starter'), projectDir, { recursive: true });
  rmSync(join(projectDir, 'assets'), { recursive: true, force: true });
  const seconds = 60 + words.charCodeAt(words.length - 1);
  const files = {
    'databases/metrics.yaml': `database_name: Metrics\nsqlalchemy_uri: [[ database.uri | tojson ]]\ncache_timeout: ${seconds}\n`,
    // A name of its own: on a SQLite metadata database Superset takes each table name once.
    'datasets/bugs.yaml': `table_name: bench_bugs
sql: SELECT pattern, timestamp FROM metrics_bugs
database: metrics
schema: [[ database.schemas.metrics ]]
description: ${words}
main_dttm_col: timestamp
columns:
  - {column_name: pattern, type: [[ types.text ]]}
  - {column_name: timestamp, type: [[ types.instant ]], is_dttm: true}
metrics:
  - {metric_name: events, expression: COUNT(*)}
`,
    'charts/bugs.yaml': `slice_name: Bugs\nviz_type: table\ndataset: bugs\ndescription: ${words}\nparams: {query_mode: aggregate, groupby: [pattern], metrics: [events], row_limit: 100}\n`,
    'dashboards/bugs.yaml': `dashboard_title: Bugs\nslug: bugs\npublished: true\ndescription: ${words}\nlayout:\n  - {height: 50, row: [{chart: bugs, width: 12}]}\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(projectDir, 'assets', path)), { recursive: true });
    writeFileSync(join(projectDir, 'assets', path), text);
  }
}
