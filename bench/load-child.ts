import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';

/** What bench/load.bench.ts runs in a process of its own: many viewers of one server. Settings as JSON on stdin. */
export interface LoadSettings {
  url: string;
  slugs: string[];
  /** Files of the program that a first visit loads. */
  assets: string[];
  viewers: number;
  /** In which all viewers arrive, one after the other. */
  rampMs: number;
  /** How long each looks at a dashboard before the next. */
  lookMs: number;
  /** How often the page that somebody looks at asks whether there is something new. */
  newsMs: number;
  totalMs: number;
}

/** Milliseconds until the last byte, by what was asked. */
export interface LoadReport {
  times: Record<'page' | 'stream' | 'asset' | 'meta', number[]>;
  errors: string[];
  bytes: number;
  /** Most that were looking at once. */
  viewers: number;
}

const settings = JSON.parse(readFileSync(0, 'utf8')) as LoadSettings;
const report: LoadReport = { times: { page: [], stream: [], asset: [], meta: [] }, errors: [], bytes: 0, viewers: 0 };
const end = performance.now() + settings.totalMs;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Ask = { what: keyof LoadReport['times']; path: string; body?: unknown };

/**
 * One viewer, a browser of its own whose connections stay open: opens a dashboard (the first time with the files of the
 * program, which a browser keeps), asks now and then whether there is something new as the page does, after half of the time
 * looks at other days, and at the end goes on to the next dashboard. One that was seen before is asked for with its ETag.
 */
async function view(number: number): Promise<void> {
  const dispatcher = new Agent({ connections: 2, pipelining: 1, keepAliveTimeout: 60_000 });
  const etags = new Map<string, string>();
  const ask = async ({ what, path, body }: Ask): Promise<void> => {
    const start = performance.now();
    const etag = body === undefined ? etags.get(path) : undefined;
    try {
      const reply = await request(settings.url + path, {
        dispatcher,
        method: body ? 'POST' : 'GET',
        headers: {
          'accept-encoding': 'gzip',
          ...(etag ? { 'if-none-match': etag } : {}),
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const { byteLength } = await reply.body.arrayBuffer();
      report.times[what].push(performance.now() - start);
      report.bytes += byteLength;
      const { etag: sent } = reply.headers;
      if (what === 'page' && typeof sent === 'string') etags.set(path, sent);
      if (reply.statusCode !== 200 && !(etag && reply.statusCode === 304)) {
        report.errors.push(`${path}: ${reply.statusCode}`);
      }
    } catch (thrown) {
      report.errors.push(`${path}: ${String(thrown)}`);
    }
  };
  let news = performance.now() + settings.newsMs;
  const look = async (ms: number): Promise<void> => {
    const until = Math.min(performance.now() + ms, end);
    while (performance.now() < until) {
      await pause(Math.min(until, news) - performance.now());
      if (performance.now() < news) continue;
      news += settings.newsMs;
      await ask({ what: 'meta', path: '/api/meta' });
    }
  };
  report.viewers++;
  for (let round = 0; performance.now() < end; round++) {
    const slug = settings.slugs[(number + round) % settings.slugs.length] ?? '';
    await ask({ what: 'page', path: `/dashboards/${slug}` });
    if (round === 0) for (const path of settings.assets) await ask({ what: 'asset', path });
    await look(settings.lookMs * (0.25 + ((number * 7919 + round * 104_729) % 50) / 100));
    if (performance.now() >= end) break;
    const timeRange = number % 2 === 0 ? 'Last 30 days' : 'Last quarter';
    await ask({ what: 'stream', path: `/api/dashboards/${slug}/data`, body: { timeRange } });
    await look(settings.lookMs / 2);
  }
  await dispatcher.close();
}

await Promise.all(
  Array.from({ length: settings.viewers }, async (_, number) => {
    await pause((settings.rampMs * number) / settings.viewers);
    await view(number);
  }),
);
process.stdout.write(JSON.stringify(report));
