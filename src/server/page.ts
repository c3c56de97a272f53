import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../errors.ts';
import { readChoice, requestOf, visibleCharts } from './address.ts';
import { answerCharts } from './chart-replies.ts';
import type { Boot, ChartReply } from './contract.ts';
import { dashboardCard, dashboardDetail } from '../charts/dashboard/dashboard-view.ts';
import type { ReadMeta } from './routes/meta.ts';
import { lookUpDashboard, type ServerContext } from './server-context.ts';

/** The theme that was chosen on the page, put into it before the first paint. */
function themed(html: string, request: FastifyRequest): string {
  const theme = /(?:^|; )feedback_loop_theme=(light|dark)/.exec(request.headers.cookie ?? '')?.[1];
  return theme ? html.replace('<html ', `<html data-theme="${theme}" `) : html;
}

const MARK = '<!--boot-->';

/** JSON that cannot end the script element it stands in. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

interface Shell {
  before: string;
  after: string;
}

/** The built page around what is put into it. @throws Failure FILE_MISSING */
export function shellOf(webDir: string): Shell {
  const path = join(webDir, 'index.html');
  if (!existsSync(path)) {
    throw new Failure('FILE_MISSING', `the viewer's files are missing: ${path}`, { hint: 'Run: npm run build' });
  }
  const [before = '', after = ''] = readFileSync(path, 'utf8').split(MARK);
  // Async: the program starts while the data still stream into the page behind it.
  return { before: before.replace('<script type="module"', '<script type="module" async'), after };
}

/**
 * The one HTML page, with what it will show inside it: the program starts with its data at hand and asks for nothing.
 * On a dashboard the charts' answers follow as they are ready, each in a script element that is data, not code.
 */
export function pageRoutes(app: FastifyInstance, context: ServerContext, readMeta: ReadMeta, webDir: string): void {
  let known: { of: number; shell: Shell } | undefined;
  // A new build of the viewer shows without a restart.
  const readShell = (): Shell => {
    const of = statSync(join(webDir, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (known?.of !== of) known = { of, shell: shellOf(webDir) };
    return known.shell;
  };

  const send = async (request: FastifyRequest, reply: FastifyReply, slug?: string): Promise<void> => {
    const shell = readShell();
    const bundle = await context.bundle();
    const boot: Boot = {
      meta: await readMeta(),
      dashboards: bundle.dashboards.map((each) => dashboardCard(bundle, each)),
    };
    const dashboard = slug === undefined ? undefined : lookUpDashboard(bundle, slug);
    if (!dashboard) {
      const status = slug === undefined ? 200 : 404;
      return reply
        .code(status)
        .headers({ 'cache-control': 'no-store' })
        .type('text/html; charset=utf-8')
        .send(
          `${themed(shell.before, request)}<script id="boot" type="application/json">${embedded(boot)}</script>${shell.after}`,
        );
    }
    boot.dashboard = dashboardDetail(bundle, dashboard);
    const choice = readChoice(new URL(request.url, 'http://localhost').search);
    boot.request = { ...requestOf(choice), charts: visibleCharts(boot.dashboard.layout, choice.tabs) };
    const gone = new AbortController();
    request.raw.on('close', () => {
      if (!reply.raw.writableEnded) gone.abort();
    });
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    reply.raw.write(
      `${themed(shell.before, request)}<script id="boot" type="application/json">${embedded(boot)}</script>\n`,
    );
    const write = (answer: ChartReply): void => {
      reply.raw.write(`<script data-chart type="application/json">${embedded(answer)}</script>\n`);
    };
    try {
      await answerCharts(context, bundle, dashboard, boot.request, write, gone.signal);
    } finally {
      reply.raw.end(shell.after);
    }
  };

  for (const path of [
    '/',
    '/dashboards',
    '/metrics',
    '/metrics/:id',
    '/events',
    '/runs',
    '/quarantine',
    '/deployments',
    '/deployments/:name',
  ]) {
    app.get(path, (request, reply) => send(request, reply));
  }
  app.get<{ Params: { slug: string } }>('/dashboards/:slug', (request, reply) =>
    send(request, reply, request.params.slug),
  );
}
