import { extname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { filterMetas } from '../../../charts/dashboard/filter-view.ts';
import { timeRange } from '../../../charts/time/time-range.ts';
import { Failure, messageOf } from '../../../errors.ts';
import { filterChoices } from '../../../report/filter-choices.ts';
import { REPORT_FORMATS, type ReportFormat, renderReport } from '../../../report/render-report.ts';
import { failedCharts } from '../../../report/report.ts';
import { dashboardOf } from '../../bundle-of.ts';
import type { Io } from '../../command.ts';
import { filterWord } from '../../report/filter-word.ts';
import { chartUuid, withDashboards } from '../../report/with-dashboards.ts';
import { writeWhole } from '../../report/write-whole.ts';

interface Flags {
  out: string;
  chart: string[];
  filter: string[];
  timeRange?: string;
  theme: 'auto' | 'light' | 'dark';
  locale?: string;
  title?: string;
  env: string;
  bundle?: string;
  json?: boolean;
}

const collected = (value: string, before: string[]): string[] => [...before, value];

export function defineRender(command: Command, io: Io): void {
  command
    .description('write a dashboard, or one chart of it, to a file')
    .argument('<dashboard>', 'slug, UUID or title of the dashboard')
    .requiredOption('--out <file>', `file to write; its ending says the format: ${REPORT_FORMATS.join(', ')}`)
    .option('--chart <name>', 'only this chart, by name or UUID (repeatable)', collected, [])
    .option('--filter <name=value>', 'choose a value of a filter of the dashboard (repeatable)', collected, [])
    .option('--time-range <words>', '"Last 30 days", "2026-01-01 : 2026-02-01", "No filter"')
    .addOption(
      new Option('--theme <name>', 'auto follows the reader in HTML and is light elsewhere')
        .choices(['auto', 'light', 'dark'])
        .default('auto'),
    )
    .option('--locale <tag>', 'how dates and counts of the report are written (default: en-GB)')
    .option('--title <text>', 'another title')
    .option('--env <name>', 'environment that the dashboards are compiled for', 'local')
    .option('--bundle <path>', 'read the dashboard from this bundle folder or export ZIP')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      `
zip holds a CSV for each chart; csv is for one chart. A chart that fails shows why in its place: exit code 6.

Example:
  $ feedback-loop report render code-quality --out code-quality.html --filter "Severity=critical,high"`,
    )
    .action((dashboard: string, flags: Flags) => render(io, dashboard, flags));
}

async function render(io: Io, wanted: string, flags: Flags): Promise<void> {
  io.output.json = flags.json ?? false;
  const format = formatOf(flags.out);
  checkWords(flags, io.now());
  const started = performance.now();
  await withDashboards(io, flags, async ({ bundle, report: make }) => {
    const dashboard = dashboardOf(bundle, wanted);
    const report = await make(dashboard, {
      request: {
        filters: filterChoices(filterMetas(bundle, dashboard), flags.filter.map(filterWord)),
        ...(flags.timeRange === undefined ? {} : { timeRange: flags.timeRange }),
        ...(flags.chart.length === 0 ? {} : { charts: flags.chart.map((name) => chartUuid(bundle, dashboard, name)) }),
      },
      ...(flags.title === undefined ? {} : { title: flags.title }),
      ...(flags.locale === undefined ? {} : { locale: flags.locale }),
    });
    const { bytes } = await renderReport(report, format, { theme: flags.theme });
    const file = resolve(io.cwd, flags.out);
    const size = await writeWhole(file, bytes);
    const failed = failedCharts(report);
    for (const { title, error } of failed) io.output.note(`${io.output.bad('✗')} ${title}: ${error ?? ''}`);
    if (failed.length > 0) io.output.exit('partial');
    const document = {
      file,
      format,
      bytes: size,
      dashboard: report.title,
      charts: report.charts.size,
      failed: failed.map(({ uuid, title, error }) => ({ uuid, title, error })),
      ms: Math.round(performance.now() - started),
    };
    io.output.result(document, () => {
      const charts = `${report.charts.size} ${report.charts.size === 1 ? 'chart' : 'charts'}`;
      const bad = failed.length > 0 ? `, ${failed.length} could not be drawn` : '';
      return `${failed.length > 0 ? io.output.warn('!') : io.output.good('✓')} ${flags.out}  ${io.output.dim(`${charts}${bad}, ${Math.ceil(size / 1024)} KB`)}`;
    });
  });
}

function formatOf(file: string): ReportFormat {
  const ending = extname(file).slice(1).toLowerCase();
  const format = REPORT_FORMATS.find((each) => each === ending);
  if (format) return format;
  throw new Failure('USAGE', `${file}: the format ${ending === '' ? 'is not said' : `${ending} is not known`}`, {
    hint: `End the name with one of ${REPORT_FORMATS.map((each) => `.${each}`).join(', ')}.`,
  });
}

/** Said before a query is asked rather than in the place of every chart. */
function checkWords({ timeRange: words, locale }: Flags, now: Date): void {
  try {
    if (words !== undefined) timeRange(words, { now: now.getTime() });
  } catch (cause) {
    throw new Failure('USAGE', `--time-range: ${messageOf(cause)}`, { cause });
  }
  try {
    if (locale !== undefined) Intl.getCanonicalLocales(locale);
  } catch (cause) {
    throw new Failure('USAGE', `--locale: ${locale ?? ''} is no language tag`, {
      hint: 'Write en-GB, de, pt-BR.',
      cause,
    });
  }
}
