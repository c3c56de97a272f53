import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { dashboardCard } from '../../../charts/dashboard/dashboard-view.ts';
import { openFonts } from '../../../report/fonts.ts';
import { failedCharts } from '../../../report/report.ts';
import { type SitePage, siteFiles } from '../../../report/site/site.ts';
import type { Io } from '../../command.ts';
import { withDashboards } from '../../report/with-dashboards.ts';

interface Flags {
  out: string;
  title: string;
  timeRange?: string;
  env: string;
  bundle?: string;
  json?: boolean;
}

export function defineSite(command: Command, io: Io): void {
  command
    .description('write all dashboards as a static site: an index and a page for each')
    .requiredOption('--out <folder>', 'folder to write; files of the same name are replaced')
    .option('--title <text>', 'title of the index', 'Dashboards')
    .option('--time-range <words>', '"Last 30 days"; default: as each dashboard says')
    .option('--env <name>', 'environment that the dashboards are compiled for', 'local')
    .option('--bundle <path>', 'read the dashboards from this bundle folder or export ZIP')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      `
Works from a disk and from any path of a web server; nothing is asked of another machine. Exit code 6 when a chart failed.

Example:
  $ feedback-loop report site --out site`,
    )
    .action((flags: Flags) => site(io, flags));
}

async function site(io: Io, flags: Flags): Promise<void> {
  io.output.json = flags.json ?? false;
  await withDashboards(io, flags, async ({ bundle, report: make }) => {
    const pages: SitePage[] = [];
    const dashboards = bundle.dashboards.toSorted((a, b) => a.dashboard_title.localeCompare(b.dashboard_title, 'en'));
    for (const dashboard of dashboards) {
      io.output.progress(`${dashboard.dashboard_title} …`);
      const report = await make(dashboard, {
        request: flags.timeRange === undefined ? {} : { timeRange: flags.timeRange },
      });
      pages.push({ report, card: dashboardCard(bundle, dashboard) });
    }
    io.output.progress('');
    const files = await siteFiles(pages, await openFonts(), { title: flags.title, locale: 'en-GB' });
    const folder = resolve(io.cwd, flags.out);
    await mkdir(folder, { recursive: true });
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    const failed = pages.flatMap(({ report }) =>
      failedCharts(report).map(({ title, error }) => ({ dashboard: report.title, title, error })),
    );
    for (const each of failed)
      io.output.note(`${io.output.bad('✗')} ${each.dashboard}, ${each.title}: ${each.error ?? ''}`);
    if (failed.length > 0) io.output.exit('partial');
    io.output.result({ folder, files: [...files.keys()], failed }, () => {
      const count = `${pages.length} ${pages.length === 1 ? 'dashboard' : 'dashboards'}`;
      return `${failed.length > 0 ? io.output.warn('!') : io.output.good('✓')} ${join(flags.out, 'index.html')}  ${io.output.dim(count)}`;
    });
  });
}
