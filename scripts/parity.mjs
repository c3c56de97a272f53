// Compares the query objects made here with those that Superset's own page sent, and writes docs/parity.md.
//   node scripts/parity.mjs --requests REQUESTS.jsonl [--requests …] --charts EXPORT.zip [--charts …] [--rows ROWS.jsonl] [--write] [--show TYPE]
// scripts/capture-requests.mjs writes REQUESTS.jsonl; FEEDBACK_LOOP_ROWS_REPORT=ROWS.jsonl with test/superset/examples the rows.
// REQUESTS.jsonl holds one chart a line: { uuid, viz_type, slice_name, calls: [{ request: { queries } }] }; the export
// holds the charts' params, by uuid. Build first: npx tsc -p tsconfig.build.json
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { parse } from 'yaml';
import { withFilters } from '../dist/src/charts/chart-filters.js';
import { filterMetas, filtersFor } from '../dist/src/charts/dashboard/filter-view.js';
import { buildDashboardQueries, buildQueries, QUERY_BUILDERS } from '../dist/src/charts/query/build-queries.js';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', multiple: true },
    rows: { type: 'string' },
    charts: { type: 'string', multiple: true },
    show: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
if (!values.requests || !values.charts) throw new Error('give --requests and --charts');

/** Noise of the page that opened the chart: its address, and places for what plug-ins add. */
const NOISE = ['url_params', 'custom_params', 'custom_form_data', 'applied_time_extras', 'annotation_layers'];
const clean = (query) => Object.fromEntries(Object.entries(query).filter(([key]) => !NOISE.includes(key)));

const files = values.charts.flatMap((file) => Object.entries(unzipSync(readFileSync(file))));
const assets = (folder) =>
  new Map(
    files
      .filter(([name]) => name.includes(`/${folder}/`) && name.endsWith('.yaml'))
      .map(([, bytes]) => parse(strFromU8(bytes)))
      .map((asset) => [asset.uuid, asset]),
  );
const charts = assets('charts');
const datasets = assets('datasets');

const dashboards = assets('dashboards');
const linesOf = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** The query objects of a chart as we make them: opened by itself, or on a dashboard with its filters as they begin. */
function oursOf(record, chart) {
  const dataset = datasets.get(chart.dataset_uuid);
  const dashboard = dashboards.get(record.dashboard);
  if (!dashboard) return buildQueries(chart, dataset);
  const filters = filtersFor(dashboard, filterMetas({}, dashboard), chart.uuid, dataset, {});
  return buildDashboardQueries(withFilters(chart, dataset, filters));
}

function show(record, ours, wanted) {
  console.log(`--- ${record.viz_type} ${record.slice_name} (${ours.length} / ${wanted?.length})`);
  for (const [index, theirs] of (wanted ?? []).entries()) {
    for (const key of new Set([...Object.keys(theirs), ...Object.keys(ours[index] ?? {})])) {
      if (isDeepStrictEqual(theirs[key], ours[index]?.[key])) continue;
      console.log(
        `  ${key}\n    Superset ${JSON.stringify(theirs[key])}\n    here     ${JSON.stringify(ours[index]?.[key])}`,
      );
    }
  }
}

/** Results by chart type. Types that are not drawn here are left out. */
class Tally {
  types = new Map();
  add({ viz_type: type, slice_name: name }, equal) {
    const result = this.types.get(type) ?? { charts: 0, equal: 0, different: [] };
    result.charts += 1;
    if (equal) result.equal += 1;
    else result.different.push(name);
    this.types.set(type, result);
  }
  table() {
    const rows = [...this.types].sort(([a], [b]) => a.localeCompare(b));
    const sum = (key) => rows.reduce((total, [, each]) => total + each[key], 0);
    const share = (part, whole) => (whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`);
    const lines = rows.map(
      ([type, each]) =>
        `| ${type} | ${each.charts} | ${each.equal} | ${share(each.equal, each.charts)} | ${each.different.join(', ') || '–'} |`,
    );
    return `| chart type | charts | equal | share | different |
|---|---:|---:|---:|---|
${lines.join('\n')}
| **all** | ${sum('charts')} | ${sum('equal')} | ${share(sum('equal'), sum('charts'))} | |`;
  }
}

const alone = new Tally();
const onDashboards = new Tally();
const seen = new Set();
for (const record of values.requests.flatMap(linesOf)) {
  const chart = charts.get(record.uuid);
  const key = `${record.uuid} ${record.dashboard ?? ''}`;
  if (chart === undefined || !(record.viz_type in QUERY_BUILDERS) || seen.has(key)) continue;
  seen.add(key);
  const ours = JSON.parse(JSON.stringify(oursOf(record, chart))).map(clean);
  const wanted = record.calls.map((call) => call.request.queries.map(clean));
  const isEqual = wanted.every((queries) => isDeepStrictEqual(ours, queries));
  (record.dashboard ? onDashboards : alone).add(record, isEqual);
  if (!isEqual && (values.show === record.viz_type || values.show === 'all')) show(record, ours, wanted[0]);
}
const rows = new Tally();
for (const record of values.rows ? linesOf(values.rows) : []) rows.add(record, record.equal);

const text = `# Parity with Superset

Generated by \`node scripts/parity.mjs\` from what \`node scripts/capture-requests.mjs\` saw a real Superset 6.1 do.

## Query objects of charts opened by themselves

For each chart type: how many charts of Superset's own examples, of ours and of those that \`scripts/generated-charts.mjs\` makes
were opened in its page, and for how many of them the query objects made here are equal, key for key, to what that page sent to \`POST /api/v1/chart/data\` (the page's
own address and empty places for plug-ins left out).

${alone.table()}

Types drawn here without a captured request: ${
  Object.keys(QUERY_BUILDERS)
    .filter((type) => !alone.types.has(type))
    .sort()
    .join(', ') || 'none'
}.
Superset 6.1 draws the calendar heatmap from an interface of its own (\`/superset/explore_json/\`), which sends no query object: what
is asked here for one is the same question in the new interface.

## Query objects on dashboards

The same for whole dashboards, that of all generated charts among them, with their native filters as they begin. Charts in a tab that is not open ask for nothing and are
not counted. The two pages of Superset do not ask the same for one chart: a dashboard's sends every control that was ever saved
with the chart and the old time controls (\`granularity_sqla\` beside \`time_range\`) as they are; the page of the chart by itself
forgets controls that its type does not have or does not show, and turns the old ones into a filter. The viewer asks as a
dashboard does; \`assets query --chart\` prints what the chart's own page asks, with \`--dashboard\` what that dashboard's does.

${onDashboards.table()}

A dashboard of two tabs with a native filter of every kind (values, with one that leaves values out and one in the scope of one
tab; range, time, grain, column; two that depend on others) was opened in Superset's page as it begins, with its second tab, with
a value chosen by hand, and with a click on a table: 11 of 11 query objects were equal to ours, key for key. What was seen
is held by test/charts/dashboard/filter-view.test.ts and test/cli/filter-options.test.ts.

## Rows

Every chart of a type that is drawn here among Superset's own examples (\`superset load-examples\`): whether the rows made here
from their SQLite database are those of \`POST /api/v1/chart/data\`. Sixty generated charts of all types, and every kind of native
filter and click on them, are compared the same way by test/superset/generated-charts.test.ts.

${rows.table()}
`;
if (values.write) writeFileSync(resolve(import.meta.dirname, '../docs/parity.md'), text);
else console.log(text);
