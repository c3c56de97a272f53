import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { asWireError, getJson } from '../../web/src/data/api.ts';
import { later } from '../support/databases.ts';

/** The code of the error that the viewer makes of an answer. */
async function codeOf(status: number, body: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/meta`;
  return getJson(url).then(
    () => 'none',
    (thrown: unknown) => asWireError(thrown).code,
  );
}

describe('what the viewer is answered', () => {
  it('is the error of the server where it says one', async () => {
    const error = { code: 'DB_UNREACHABLE', message: 'the database is away', hint: 'Start it.' };
    expect(await codeOf(503, JSON.stringify({ error }))).toBe('DB_UNREACHABLE');
  });

  it('is a server that is away where a proxy says so, as where nobody answers', async () => {
    expect(await codeOf(502, '<html>Bad Gateway</html>')).toBe('UNREACHABLE');
    expect(await codeOf(504, '')).toBe('UNREACHABLE');
    const nobody = await getJson('http://127.0.0.1:1/').catch(asWireError);
    expect(nobody).toMatchObject({ code: 'UNREACHABLE' });
  });

  it('is named by its status otherwise', async () => {
    expect(await codeOf(418, 'a teapot')).toBe('418');
  });
});
