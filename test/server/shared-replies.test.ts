import { gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { SharedReplies, type WritePiece } from '../../src/server/shared-replies.ts';

interface Asked {
  write: WritePiece;
  signal: AbortSignal;
  end: (keep: boolean) => void;
}

let app: FastifyInstance;
let written: Asked[] = [];
let replies: SharedReplies;

async function listen(): Promise<string> {
  written = [];
  replies = new SharedReplies();
  app = Fastify({ forceCloseConnections: true });
  app.route<{ Params: { key: string } }>({
    method: ['GET', 'POST'],
    url: '/:key',
    handler: (request, reply) =>
      replies.send(request, reply, {
        key: request.params.key,
        group: request.params.key.slice(0, 1),
        type: 'text/plain; charset=utf-8',
        write: (write, signal) => new Promise((end) => written.push({ write, signal, end })),
      }),
  });
  return app.listen({ port: 0, host: '127.0.0.1' });
}

afterEach(() => app.close());

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('replies that many ask for', () => {
  it('are written once for all who ask meanwhile, piece by piece, and then sent as they were', async () => {
    const url = await listen();
    const first = fetch(`${url}/a`);
    await until(() => written.length === 1);
    written[0]?.write('one,');
    const second = await fetch(`${url}/a`);
    expect(new TextDecoder().decode((await second.body?.getReader().read())?.value)).toBe('one,');
    written[0]?.write('two', 'deux');
    written[0]?.end(true);
    expect(await (await first).text()).toBe('one,two');
    const later = await fetch(`${url}/a`);
    expect(await later.text()).toBe('one,deux');
    expect(written).toHaveLength(1);
  });

  it('are not sent again to who has them, and are packed once', async () => {
    const url = await listen();
    const first = fetch(`${url}/a`);
    await until(() => written.length === 1);
    written[0]?.write('text '.repeat(1000));
    written[0]?.end(true);
    await (await first).text();
    const packed = await app.inject({ url: '/a', headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.rawPayload).toString()).toBe('text '.repeat(1000));
    const again = await app.inject({ url: '/a', headers: { 'if-none-match': String(packed.headers.etag) } });
    expect([again.statusCode, again.payload]).toEqual([304, '']);
    expect(packed.headers['cache-control']).toBe('private, no-cache');
  });

  it('are written anew when they failed, or when somebody asked past what is known', async () => {
    const url = await listen();
    for (const [round, keep] of [false, true, true].entries()) {
      const asked = fetch(`${url}/a`);
      await until(() => written.length === round + 1);
      written[round]?.write(`${round}`);
      written[round]?.end(keep);
      expect(await (await asked).text()).toBe(String(round));
      if (round === 1) replies.forget('a');
    }
    expect(await (await fetch(`${url}/a`)).text()).toBe('2');
  });

  it('are forgotten with others of their group only, and not kept when they were begun before', async () => {
    const url = await listen();
    const ask = async (key: string): Promise<string> => {
      const round = written.length;
      const asked = fetch(`${url}/${key}`);
      await until(() => written.length === round + 1);
      written[round]?.write(`${key} ${round}`);
      written[round]?.end(true);
      return (await asked).text();
    };
    expect([await ask('a1'), await ask('b1')]).toEqual(['a1 0', 'b1 1']);
    const begun = fetch(`${url}/a2`);
    await until(() => written.length === 3);
    replies.forget('a');
    // Who asks after that does not follow what was begun before.
    expect(await ask('a2')).toBe('a2 3');
    written[2]?.write('old');
    written[2]?.end(true);
    expect(await (await begun).text()).toBe('old');
    expect(await (await fetch(`${url}/a2`)).text()).toBe('a2 3');
    expect(await (await fetch(`${url}/b1`)).text()).toBe('b1 1');
    expect(await ask('a1')).toBe('a1 4');
  });

  const ASKED: [string, RequestInit][] = [
    ['GET', {}],
    ['POST', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }],
  ];
  it.each(ASKED)('are stopped when nobody waits any more, not before (%s)', async (_method, init) => {
    const url = await listen();
    const [one, other] = [new AbortController(), new AbortController()];
    const asked = [one, other].map(({ signal }) => fetch(`${url}/a`, { ...init, signal }).catch(() => {}));
    await until(() => written.length === 1);
    written[0]?.write('begun');
    await Promise.all(asked);
    one.abort();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(written[0]?.signal.aborted).toBe(false);
    other.abort();
    await until(() => written[0]?.signal.aborted === true);
    written[0]?.end(false);
    const next = fetch(`${url}/a`);
    await until(() => written.length === 2);
    written[1]?.write('anew');
    written[1]?.end(true);
    expect(await (await next).text()).toBe('anew');
  });
});
