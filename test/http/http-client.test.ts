import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { bodyText, HttpClient, type HttpOptions } from '../../src/http/http-client.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** A real server on the loopback interface, and how often it was asked. */
async function serve(handler: Handler): Promise<{ url: string; count: () => number }> {
  let attempts = 0;
  const server: Server = createServer((request, response) => handler(request, response, ++attempts));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => attempts };
}

function client(options: HttpOptions = {}): HttpClient {
  const http = new HttpClient({ retry: { attempts: 3, baseMs: 1, maxMs: 50 }, timeoutMs: 2_000, ...options });
  open.push(http);
  return http;
}

const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(Failure);
  return thrown as Failure;
};

describe('the HTTP client', () => {
  it.each([429, 502, 503, 504])('tries again after %d and hands back the good answer', async (status) => {
    const server = await serve((_, response, attempt) => {
      response.statusCode = attempt < 3 ? status : 200;
      response.end('done');
    });
    const answer = await client().request({ url: server.url });
    expect([answer.status, bodyText(answer), server.count()]).toEqual([200, 'done', 3]);
  });

  it.each([400, 401, 403, 404, 422, 500])('does not try again after %d', async (status) => {
    const server = await serve((_, response) => {
      response.statusCode = status;
      response.end();
    });
    expect((await client().request({ url: server.url })).status).toBe(status);
    expect(server.count()).toBe(1);
  });

  it('tries again when the connection is reset, and when the answer breaks off in the middle', async () => {
    const server = await serve((request, response, attempt) => {
      if (attempt === 1) return request.socket.resetAndDestroy();
      response.setHeader('content-length', '10');
      response.write('half');
      if (attempt === 2) return void setTimeout(() => request.socket.destroy(), 10);
      response.end(' there');
    });
    expect(bodyText(await client().request({ url: server.url }))).toBe('half there');
    expect(server.count()).toBe(3);
  });

  it('sends a POST once, unless told that twice is the same', async () => {
    const server = await serve((_, response) => {
      response.statusCode = 503;
      response.end();
    });
    await client().request({ method: 'POST', url: server.url, body: 'x' });
    expect(server.count()).toBe(1);
    await client().request({ method: 'POST', url: server.url, body: 'x', retry: true });
    expect(server.count()).toBe(4);
  });

  it('gives up after the time limit of each attempt', async () => {
    const server = await serve(() => {});
    const failure = await failureOf(client({ timeoutMs: 50 }).request({ url: server.url }));
    expect([failure.code, server.count()]).toEqual(['TARGET_UNREACHABLE', 3]);
    expect(failure.message).toContain('no answer in time');
  });

  it('waits as long as Retry-After says, and hands the answer back when that is too long', async () => {
    const waits: number[] = [];
    const server = await serve((_, response, attempt) => {
      response.statusCode = 429;
      response.setHeader('retry-after', attempt === 1 ? '0' : '3600');
      response.end();
    });
    const http = client({ onRetry: (event) => waits.push(event.waitMs) });
    expect((await http.request({ url: server.url })).status).toBe(429);
    expect([waits, server.count()]).toEqual([[0], 2]);
  });

  it('does not follow redirects', async () => {
    const server = await serve((_, response) => {
      response.writeHead(302, { location: '/login/' });
      response.end();
    });
    expect((await client().request({ url: server.url })).status).toBe(302);
    expect(server.count()).toBe(1);
  });

  it('says that nothing listens, without the secrets of the address', async () => {
    const server = await serve((_, response) => response.end());
    const { port } = new URL(server.url);
    await open.shift()?.close();
    const failure = await failureOf(
      client().request({ url: `http://127.0.0.1:${port}/?token=hush-hush`, secrets: ['hush-hush'] }),
    );
    expect(failure.message).toContain('connection refused');
    expect(failure.message).not.toContain('hush');
  });

  it('stops at once when it is interrupted', async () => {
    const interrupt = new AbortController();
    const server = await serve(() => interrupt.abort());
    const failure = await failureOf(client({ signal: interrupt.signal }).request({ url: server.url }));
    expect([failure.code, server.count()]).toEqual(['INTERRUPTED', 1]);
  });

  it('refuses an answer over the size limit', async () => {
    const server = await serve((_, response) => response.end('x'.repeat(10_000)));
    const failure = await failureOf(client().request({ url: server.url, maxBytes: 1_000 }));
    expect(failure.code).toBe('TARGET_FAILED');
  });

  it('goes through the proxy of the environment, but not to this machine', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    // A proxy that takes the request for a tunnel and then says nothing: the time limit must hold there, too.
    proxy.on('connect', (request: IncomingMessage) => asked.push(request.url ?? ''));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => void (proxy.closeAllConnections(), proxy.close()) });
    const server = await serve((_, response) => response.end('direct'));
    const http = client({ env: { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` } });
    expect(bodyText(await http.request({ url: server.url }))).toBe('direct');
    const failure = await failureOf(http.request({ url: 'http://bi.example.test/x', timeoutMs: 100, method: 'POST' }));
    expect([failure.message, asked]).toEqual([
      'POST http://bi.example.test/x: no answer in time',
      ['bi.example.test:80'],
    ]);
  });
});
