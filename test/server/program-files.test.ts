import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { programFileRoutes } from '../../src/server/program-files.ts';
import { temporaryFolder } from '../support/databases.ts';

const PROGRAM = 'console.log("program")';

describe('a file of the viewer’s program', () => {
  const app = Fastify();
  const get = (path: string, encoding = '') => app.inject({ url: path, headers: { 'accept-encoding': encoding } });

  beforeAll(() => {
    const webDir = temporaryFolder();
    mkdirSync(join(webDir, 'assets'));
    const write = (name: string, body: string | Buffer): void => writeFileSync(join(webDir, 'assets', name), body);
    write('index-a1.js', PROGRAM);
    write('index-a1.js.gz', gzipSync(PROGRAM));
    write('index-a1.js.br', brotliCompressSync(PROGRAM));
    write('font.woff2', 'font');
    writeFileSync(join(webDir, 'secret.js'), 'secret');
    app.setErrorHandler((thrown, _, reply) => reply.code(thrown instanceof Failure ? thrown.httpStatus : 500).send());
    programFileRoutes(app, webDir);
  });

  it('comes in the smallest encoding that the browser takes, to be kept for ever', async () => {
    const plain = await get('/assets/index-a1.js');
    expect([plain.body, plain.headers['content-encoding']]).toEqual([PROGRAM, undefined]);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8');
    const gzip = await get('/assets/index-a1.js', 'gzip, deflate');
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(PROGRAM);
    expect((await get('/assets/index-a1.js', 'gzip, deflate, br')).headers['content-encoding']).toBe('br');
    expect((await get('/assets/index-a1.js', 'gzip, deflate, br')).headers['content-encoding']).toBe('br');
  });

  it('comes as it is where the build left no smaller one', async () => {
    const font = await get('/assets/font.woff2', 'gzip, br');
    expect([font.body, font.headers['content-encoding']]).toEqual(['font', undefined]);
  });

  it.each(['/assets/none.js', '/assets/index-a1.js.gz', '/assets/..%2Fsecret.js', '/assets/.hidden.js'])(
    'is not found at %s',
    async (path) => {
      expect((await get(path)).statusCode).toBe(404);
    },
  );
});
