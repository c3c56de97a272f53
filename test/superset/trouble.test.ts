import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { roleNumbers } from '../../src/superset/declared/permissions.ts';
import { listObjects } from '../../src/superset/read/lists.ts';
import { selfSigned } from '../support/certificate.ts';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';
import { writeDeclaredProject } from '../support/declared-contract.ts';
import { connected } from './support/connect.ts';

const { url, username, password } = inject('superset');
const dir = temporaryFolder();
writeDeclaredProject(dir, '', 'Trouble');
const admin = await connected();
const open: { close: () => void }[] = [admin];
afterAll(() => open.forEach((each) => each.close()));

const run = (argv: string[], env: Record<string, string>) =>
  commandLine(argv, {
    cwd: dir,
    env: { PATH: process.env.PATH ?? '', SUPERSET_USERNAME: username, SUPERSET_PASSWORD: password, ...env },
  });
const plan = (env: Record<string, string>) => run(['assets', 'plan', '--env', 'local'], env);

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** Superset behind a proxy that may answer by itself, wants a path before every other, or speaks TLS. */
async function behind(options: {
  answer?: Answer;
  prefix?: string;
  tls?: { cert: string; key: string };
}): Promise<string> {
  const { hostname, port } = new URL(url);
  const { answer, prefix = '', tls } = options;
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    if (answer?.(incoming, outgoing)) return;
    const path = incoming.url ?? '';
    if (!path.startsWith(prefix)) return void outgoing.writeHead(404).end('<html>nothing here</html>');
    const headers = { ...incoming.headers, ...(tls ? { 'x-forwarded-proto': 'https' } : {}) };
    const onward = request(
      { hostname, port, method: incoming.method, path: path.slice(prefix.length), headers, agent: false },
      (theirs) => {
        outgoing.writeHead(theirs.statusCode ?? 500, theirs.headers);
        theirs.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  };
  const server = tls ? createTlsServer(tls, handle) : createServer(handle);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push({ close: () => server.closeAllConnections() }, server);
  return `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
}

const json = (outgoing: ServerResponse, status: number, body: object): true => {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  return true;
};

describe('trouble with a target', () => {
  it('a wrong password: who, and where it came from', async () => {
    const { exitCode, stderr } = await plan({ SUPERSET_URL: url, SUPERSET_PASSWORD: ['not', 'it'].join('-') });
    expect([exitCode, stderr]).toEqual([9, expect.stringContaining(`refused the login of ${username}`)]);
    expect(stderr).toContain('SUPERSET_PASSWORD');
    expect(stderr).not.toContain('not-it');
  });

  it('an account without the right: which permission it lacks', async () => {
    const name = `gamma-${Date.now()}`;
    const secret = ['only', 'gamma'].join('-');
    const person = { username: name, first_name: 'G', last_name: 'G', email: `${name}@example.com`, active: true };
    const roles = [(await roleNumbers(admin)).get('Gamma')];
    await admin.post('/api/v1/security/users/', { ...person, password: secret, roles }, 'a user');
    const refused = await plan({ SUPERSET_URL: url, SUPERSET_USERNAME: name, SUPERSET_PASSWORD: secret });
    expect([refused.exitCode, refused.stderr]).toEqual([
      9,
      expect.stringContaining(`Forbidden; ${name} lacks "can_export on ImportExportRestApi"`),
    ]);
  });

  it('a token that ends in the middle, and a limit of calls: it goes on', async () => {
    let [expired, limited] = [0, 0];
    const address = await behind({
      answer: ({ url: path = '' }, outgoing) => {
        if (path.startsWith('/api/v1/assets/export') && expired++ === 0)
          return json(outgoing, 401, { msg: 'Token has expired' });
        return path.startsWith('/api/v1/rowlevelsecurity') && limited++ === 0
          ? json(outgoing, 429, { errors: [] })
          : false;
      },
    });
    expect((await plan({ SUPERSET_URL: address })).exitCode).toBe(0);
    expect([expired, limited]).toEqual([2, 2]);
  });

  it('http that leads to https: where it really is', async () => {
    const answer: Answer = ({ url: path }, outgoing) => {
      outgoing.writeHead(301, { location: `https://bi.example.com${path ?? ''}` }).end();
      return true;
    };
    const { exitCode, stderr } = await plan({ SUPERSET_URL: await behind({ answer }) });
    expect([exitCode, stderr]).toEqual([10, expect.stringContaining('perhaps https://bi.example.com')]);
  });

  it('a base path: it is used for every call, and missed when it is left out', async () => {
    const address = await behind({ prefix: '/bi' });
    expect((await plan({ SUPERSET_URL: `${address}/` })).exitCode).toBe(0);
    const without = await plan({ SUPERSET_URL: address.replace('/bi', '') });
    expect([without.exitCode, without.stderr]).toEqual([10, expect.stringContaining('behind a base path')]);
  });

  it('a certificate of our own making: refused, and taken with its CA file', async () => {
    const tls = selfSigned('127.0.0.1');
    const address = await behind({ tls });
    const refused = await plan({ SUPERSET_URL: address });
    expect([refused.exitCode, refused.stderr]).toEqual([
      10,
      expect.stringMatching(/self-signed certificate|SUPERSET_CA_FILE/),
    ]);
    writeFileSync(join(dir, 'ca.pem'), tls.cert);
    const taken = await plan({ SUPERSET_URL: address, SUPERSET_CA_FILE: 'ca.pem' });
    expect(taken.exitCode, taken.stderr).toBe(0);
  });

  it('a version that is not known: which ones are', async () => {
    const answer: Answer = ({ url: path }, outgoing) =>
      path === '/version' && json(outgoing, 200, { version_string: '3.1.0' });
    const { exitCode, stderr } = await plan({ SUPERSET_URL: await behind({ answer }) });
    expect([exitCode, stderr]).toEqual([10, expect.stringMatching(/runs Superset 3\.1\.0.*Supported are 4\.1, 5\.0/s)]);
  });

  it('a feature that is off: which flag, before anything is written', async () => {
    const off = '"feature_flags": {"ALERT_REPORTS": false, "EMBEDDED_SUPERSET": false}';
    const answer: Answer = ({ url: path }, outgoing) => {
      if (path !== '/login/') return false;
      outgoing.writeHead(200).end(`<html>{${off}}</html>`);
      return true;
    };
    const before = await listObjects(admin);
    const { exitCode, stdout } = await run(['deploy', 'local'], { SUPERSET_URL: await behind({ answer }) });
    expect(exitCode).toBe(5);
    expect(stdout).toContain(
      'report "Trouble weekly" cannot be deployed: the target has the feature flag ALERT_REPORTS off',
    );
    expect(stdout).toContain(
      'embedded "Trouble board" cannot be deployed: the target has the feature flag EMBEDDED_SUPERSET off',
    );
    expect(await listObjects(admin)).toEqual(before);
  });

  it('a bundle over the limit of a proxy: whose limit, and nothing is written', async () => {
    const answer: Answer = ({ url: path = '', method }, outgoing) =>
      method === 'POST' && path.includes('/import/') && json(outgoing, 413, {});
    const { exitCode, stderr } = await run(['deploy', 'local'], { SUPERSET_URL: await behind({ answer }) });
    expect([exitCode, stderr]).toEqual([5, expect.stringMatching(/too large \(HTTP 413\).*client_max_body_size/s)]);
  });
});

describe('trouble with what is there', () => {
  beforeAll(async () => {
    const first = await run(['deploy', 'local'], { SUPERSET_URL: url });
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
  });
  const idOf = async (kind: 'chart' | 'dataset', name: string) =>
    [...(await listObjects(admin, [kind])).values()].find((each) => each.name === name)?.id;
  const deploy = () => run(['deploy', 'local'], { SUPERSET_URL: url });

  it('renamed live: it is the same object, under its new name', async () => {
    const id = await idOf('chart', 'Trouble things');
    await admin.put(`/api/v1/chart/${id}`, { slice_name: 'Renamed' }, 'a renaming');
    const { stdout } = await plan({ SUPERSET_URL: url });
    expect(stdout).toMatch(/slice_name.*"Trouble things" -> Renamed|Renamed.*Trouble things/s);
    const reverted = await run(['assets', 'revert', '--env', 'local', 'chart:Trouble things'], { SUPERSET_URL: url });
    expect(reverted.exitCode, reverted.stderr).toBe(0);
  });

  it('a dataset deleted live, whose charts can be imported no more: all of it comes back, its rule too', async () => {
    await admin.remove(`/api/v1/dataset/${await idOf('dataset', 'trouble_things')}`, 'a deletion');
    const stopped = await deploy();
    expect([stopped.exitCode, stopped.stdout]).toEqual([3, expect.stringContaining('deleted outside Git')]);
    writeFileSync(join(dir, 'policy.yaml'), 'apply:\n  local: {mode: overwrite_git_wins, drift_gate: warn}\n');
    const back = await deploy();
    expect(back.exitCode, back.stdout + back.stderr).toBe(0);
    const verified = await run(['assets', 'verify', '--env', 'local'], { SUPERSET_URL: url });
    expect(verified.exitCode, verified.stdout).toBe(0);
  });

  it('two objects with one name: said before anything is written', async () => {
    const text = readFileSync(join(dir, 'assets/datasets/trouble-things.yaml'), 'utf8');
    writeFileSync(join(dir, 'assets/datasets/again.yaml'), text);
    const { exitCode, stderr } = await deploy();
    const said =
      'two datasets of one database show the table main.trouble_things: the import would take one for the other';
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining(said)]);
  });
});
