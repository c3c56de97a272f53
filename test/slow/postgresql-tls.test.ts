import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../support/certificate.ts';
import { openTestStore, temporaryFolder } from '../support/databases.ts';
import { type RunningServer, startPostgres } from '../support/postgres-server.ts';

describe('a PostgreSQL that speaks TLS', () => {
  let server: RunningServer;
  let ca: string;
  let otherCa: string;

  beforeAll(async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const own = selfSigned('127.0.0.1');
    const file = (name: string, text: string, mode: number): string => {
      const path = join(folder, name);
      writeFileSync(path, text, { mode });
      return path;
    };
    ca = file('server.crt', own.cert, 0o644);
    otherCa = file('other.crt', selfSigned('127.0.0.1').cert, 0o644);
    const key = file('server.key', own.key, 0o600);
    // PostgreSQL runs as a user of its own when we are root, and must own its key.
    if (userInfo().uid === 0) {
      const uid = execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' });
      const gid = execFileSync('id', ['-g', 'postgres'], { encoding: 'utf8' });
      chownSync(key, Number(uid), Number(gid));
    }
    server = await startPostgres(undefined, ['ssl=on', `ssl_cert_file=${ca}`, `ssl_key_file=${key}`]);
    await openTestStore({ uri: server.uri, migrate: true });
  });
  afterAll(async () => server.stop());

  const encrypted = async (options: string): Promise<unknown> => {
    const store = await openTestStore({ uri: `${server.uri}?${options}`, access: 'owner' });
    const { rows } = await sql`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`.execute(store.db);
    await store.close();
    return rows[0];
  };

  it.each([
    ['sslmode=disable', false],
    ['sslmode=allow', false],
    ['sslmode=prefer', true],
    ['', true],
    ['sslmode=require', true],
  ])('with %j: encrypted %s', async (options, ssl) => {
    expect(await encrypted(options)).toEqual({ ssl });
  });

  it('is checked against a root certificate when one is given', async () => {
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      expect(await encrypted(`sslmode=${mode}&sslrootcert=${ca}`)).toEqual({ ssl: true });
      await expect(encrypted(`sslmode=${mode}&sslrootcert=${otherCa}`)).rejects.toMatchObject({
        code: 'DB_UNREACHABLE',
        message: expect.stringMatching(/certificate/),
      });
    }
    await expect(encrypted('sslmode=verify-ca')).rejects.toMatchObject({ code: 'DB_UNREACHABLE' });
    await expect(encrypted(`sslmode=verify-full&sslrootcert=/no/such/file`)).rejects.toMatchObject({
      code: 'FILE_MISSING',
    });
  });

  it('must have the name it is called by for verify-full, not for verify-ca', async () => {
    const byName = (options: string) => encrypted(options);
    const uri = server.uri;
    server = { ...server, uri: uri.replace('127.0.0.1', 'localhost') };
    expect(await byName(`sslmode=verify-ca&sslrootcert=${ca}`)).toEqual({ ssl: true });
    await expect(byName(`sslmode=verify-full&sslrootcert=${ca}`)).rejects.toMatchObject({ code: 'DB_UNREACHABLE' });
    server = { ...server, uri };
  });
});
