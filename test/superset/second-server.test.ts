import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { Secret } from '../../src/config/secret.ts';
import { openStore } from '../../src/store/open.ts';
import { connect } from '../../src/superset/client/client.ts';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { localStatus, startLocal, stopLocal } from '../../src/superset/local/local-superset.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import { portable } from '../../src/superset/read/portable.ts';
import { supersetReader } from '../../src/superset/superset-target.ts';
import { temporaryFolder } from '../support/databases.ts';
import { deployer, STRICT } from './support/deployer.ts';
import { starterProject } from './support/starter-project.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'policy.yaml'), '');
const options = { projectDir: folder, env: { ...process.env, FEEDBACK_LOOP_CACHE: inject('superset').cache } };
const state = await startLocal(options);
const store = await openStore({
  uri: `sqlite:///${folder}/c.db`,
  organization: 'default',
  access: 'owner',
  create: true,
  migrate: true,
});
afterAll(async () => {
  await store.close();
  await stopLocal(options);
});

const login = () =>
  connect({
    target: {
      url: state.url,
      username: state.username,
      password: new Secret(readFileSync(state.passwordFile, 'utf8'), 'the test'),
    },
    retry: { attempts: 1 },
  });

describe('a second, empty Superset', async () => {
  const project = await starterProject({ days: 10 });
  const { bundle } = compileProject({ projectDir: project.dir, environment: 'local', env: project.env });
  const { environment } = deployer(await login(), store);

  it('takes the whole starter, gives it back, and takes its own export: equal each time', async () => {
    const client = await login();
    const one = deployer(client, store, environment);
    expect((await one.apply(bundle)).created.length).toBe(objectSet(bundle).size);
    const exported = portable(await supersetReader(client).export());
    // An export holds no roles: those are declared beside it.
    const { declared, ...assets } = bundle;
    expect(objectSet(exported)).toEqual(objectSet(assets));
    expect(await one.words({ ...exported, ...(declared ? { declared } : {}) }, STRICT)).toEqual([]);
    await client.close();
  });

  it('is not reached while it is down, and holds everything after a restart', async () => {
    await stopLocal(options);
    await expect(login()).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE', exitCode: 10 });
    const again = await startLocal(options);
    expect([again.url, (await localStatus(options))?.healthy]).toEqual([state.url, true]);
    const client = await login();
    expect(await deployer(client, store, environment).words(bundle, STRICT)).toEqual([]);
    await client.close();
  });
});
