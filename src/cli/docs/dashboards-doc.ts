import { join } from 'node:path';
import type { Bundle, DashboardAsset, LayoutNode } from '../../model/assets.ts';
import { compileProject } from '../../superset/compile/compile.ts';
import { packageRoot } from '../../util/package-root.ts';

const INTRODUCTION = `# The dashboards

<!-- Written by \`npm run docs\` from the templates in starter/assets. Do not edit. -->

These dashboards come with every project (\`feedback-loop init\`). They are native Superset templates in \`assets/\`, drawn
by the viewer and deployed to Superset from the same files; [templates.md](templates.md) says how to change them. What
they show are views of the database ([data-model.md](data-model.md)), so both renderers answer with the same rows.

How to read them:

- No data is an empty cell or no picture, never 0.
- A rate counts only what has a known outcome; the n stands beside it or in the table below it.
- Days and weeks are those of the organization's calendar; weeks begin on Monday, and the last one may be incomplete.
- The time range filters every chart that has a time; what describes the library or the people now is not narrowed.
- Patterns are associated with what happened, not the cause of it.
`;

/** docs/dashboards.md: every dashboard that ships, with its charts, what each says and over which table or view. */
export function dashboardsDoc(): string {
  const projectDir = join(packageRoot(), 'starter');
  const { bundle } = compileProject({ projectDir, environment: 'local', env: {} });
  const order = ['code-quality', 'pattern-analysis', 'development-trends'];
  const rank = (each: DashboardAsset): number =>
    (order.indexOf(each.slug ?? '') + order.length + 1) % (order.length + 1);
  const dashboards = [...bundle.dashboards].sort((a, b) => rank(a) - rank(b));
  return [INTRODUCTION, ...dashboards.map((each) => section(each, bundle))].join('\n');
}

function section(dashboard: DashboardAsset, bundle: Bundle): string {
  const datasets = new Map(bundle.datasets.map((each) => [each.uuid, each.table_name]));
  const charts = placedCharts(dashboard).flatMap((uuid) => bundle.charts.filter((chart) => chart.uuid === uuid));
  const filters = (dashboard.metadata.native_filter_configuration ?? []).map((each) => each.name);
  return [
    `## ${dashboard.dashboard_title}`,
    '',
    `${dashboard.description ?? ''} Filters: ${filters.join(', ')}.`,
    '',
    '| Chart | Type | Shows | Over |',
    '|---|---|---|---|',
    ...charts.map((chart) => {
      const cells = [
        chart.slice_name,
        `\`${chart.viz_type}\``,
        chart.description ?? '',
        `\`${datasets.get(chart.dataset_uuid) ?? ''}\``,
      ];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    }),
    '',
  ].join('\n');
}

/** Charts in the order in which they are read: row by row. */
function placedCharts(dashboard: DashboardAsset): string[] {
  const { position } = dashboard;
  const walk = (id: string): string[] => {
    const node = position[id] as LayoutNode | undefined;
    if (node === undefined) return [];
    if (node.type === 'CHART') return [String(node.meta?.uuid)];
    return (node.children ?? []).flatMap(walk);
  };
  return walk('ROOT_ID');
}
