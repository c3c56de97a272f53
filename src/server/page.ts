import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../errors.ts';
import { readChoice, requestOf, visibleCharts } from './address.ts';
import { answerCharts, asKnown } from './chart-replies.ts';
import type { Boot, ChartReply } from './contract.ts';
import { dashboardCard, dashboardDetail } from '../charts/dashboard/dashboard-view.ts';
import { begun } from './filter-options.ts';
import type { ReadMeta } from './routes/meta.ts';
import { lookUpDashboard, type ServerContext } from './server-context.ts';

/** The theme that was chosen on the page. */
const themeOf = (request: FastifyRequest): string | undefined =>
  /(?:^|; )feedback_loop_theme=(light|dark)/.exec(request.headers.cookie ?? '')?.[1];

/** Put into the page before the first paint. */
const themed = (html: string, theme: string | undefined): string =>
  theme ? html.replace('<html ', `<html data-theme="${theme}" `) : html;

const MARK = '<!--boot-->';
const HTML = 'text/html; charset=utf-8';

/** JSON that cannot end the script element it stands in. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

interface Shell {
  before: string;
  /** The same for a page with charts: the browser fetches what draws them beside the program. */
  beforeCharts: string;
  after: string;
}

interface BuiltFile {
  file: string;
  imports?: string[];
  /** Files that its styles name. */
  assets?: string[];
}

type Built = Record<string, BuiltFile>;

function readBuilt(webDir: string): Built {
  const path = join(webDir, '.vite', 'manifest.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Built) : {};
}

/** A link to the typeface of most texts, which else is asked for when the styles are there and a text needs it: all would be laid out twice. */
const typeface = (built: Built): string =>
  Object.values(built)
    .flatMap(({ assets = [] }) => assets)
    .filter((file, at, all) => /\/inter-latin-wght-normal[^/]*\.woff2$/.test(file) && all.indexOf(file) === at)
    .map((file) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="/${file}">`)
    .join('');

/** Links that let the browser fetch a part of the viewer, and all it imports, before the program asks for it. */
function preloads(built: Built, part: string, html: string): string {
  const files = new Set<string>();
  const add = (name: string): void => {
    const found = built[name];
    if (!found || files.has(found.file)) return;
    files.add(found.file);
    found.imports?.forEach(add);
  };
  add(part);
  return [...files]
    .filter((file) => !html.includes(file))
    .map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`)
    .join('');
}

/** The built page around what is put into it. @throws Failure FILE_MISSING */
export function shellOf(webDir: string): Shell {
  const path = join(webDir, 'index.html');
  if (!existsSync(path)) {
    throw new Failure('FILE_MISSING', `the viewer's files are missing: ${path}`, { hint: 'Run: npm run build' });
  }
  const [html = '', after = ''] = readFileSync(path, 'utf8').split(MARK);
  const built = readBuilt(webDir);
  const before = html
    // Async: the program starts while the data still stream into the page behind it.
    .replace('<script type="module"', '<script type="module" async')
    .replace('</title>', `</title>${typeface(built)}`);
  const links = preloads(built, 'src/chart/engine.ts', html);
  return { before, beforeCharts: before.replace('</head>', `${links}</head>`), after };
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

  const parts = async (request: FastifyRequest) => {
    const shell = readShell();
    const bundle = await context.bundle();
    const meta = await readMeta();
    const theme = themeOf(request);
    const head = (more: Partial<Boot>): string => {
      const boot: Boot = { meta, dashboards: bundle.dashboards.map((each) => dashboardCard(bundle, each)), ...more };
      const before = more.dashboard ? shell.beforeCharts : shell.before;
      return `${themed(before, theme)}<script id="boot" type="application/json">${embedded(boot)}</script>\n`;
    };
    return { shell, bundle, meta, theme, head };
  };

  /** The page all the same: it says in words that there is nothing here, and leads on. */
  const sendMissing = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { shell, head } = await parts(request);
    return reply
      .code(404)
      .headers({ 'cache-control': 'no-store' })
      .type(HTML)
      .send(head({}) + shell.after);
  };

  const send = async (request: FastifyRequest, reply: FastifyReply, slug?: string): Promise<unknown> => {
    const { shell, bundle, meta, theme, head } = await parts(request);
    const dashboard = slug === undefined ? undefined : lookUpDashboard(bundle, slug);
    if (slug !== undefined && !dashboard) return sendMissing(request, reply);
    const { replies } = context;
    const { search } = new URL(request.url, 'http://localhost');
    const day = context.now().toISOString().slice(0, 10);
    const things = [replies.numberOf(bundle), replies.numberOf(shell)];
    return replies.send(request, reply, {
      // `meta` holds the version of the data.
      group: dashboard?.uuid ?? '',
      key: JSON.stringify(['page', things, theme, dashboard ? [dashboard.uuid, search] : null, meta, day]),
      type: HTML,
      write: async (write, signal) => {
        if (!dashboard) {
          write(head({}) + shell.after);
          return true;
        }
        const board = await begun(context, bundle, dashboard);
        const detail = dashboardDetail(bundle, board);
        const choice = readChoice(search);
        const wanted = { ...requestOf(choice), charts: visibleCharts(detail.layout, choice.tabs) };
        write(head({ dashboard: detail, request: wanted }));
        const script = (answer: ChartReply): string =>
          `<script data-chart type="application/json">${embedded(answer)}</script>\n`;
        try {
          return await answerCharts(
            context,
            bundle,
            board,
            wanted,
            (answer) => write(script(answer), script(asKnown(answer))),
            signal,
          );
        } finally {
          write(shell.after);
        }
      },
    });
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
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const asksForPage = request.method === 'GET' && request.headers.accept?.includes('text/html') === true;
    if (asksForPage && !path.startsWith('/api/')) return sendMissing(request, reply);
    throw new Failure('NOT_FOUND', `there is nothing at ${path}`, { hint: 'See docs/viewer.md.' });
  });
}
