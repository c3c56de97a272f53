import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { listObjects } from '../../src/superset/read/lists.ts';
import { connected } from './support/connect.ts';
import { starterProject } from './support/starter-project.ts';

const { version } = inject('superset');
const release = version.split('.').slice(0, 2).join('.');

it(`the starter is deployed to Superset ${release}, kept there against others, and leaves nothing to do`, async () => {
  const { dir, run } = await starterProject({ days: 5 });
  const file = join(dir, 'environments/local.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace("version: '6.1'", `version: '${release}'`));
  const deployed = await run('deploy', 'local');
  expect(deployed, deployed.stderr).toMatchObject({ exitCode: 0 });
  const nothing = { exitCode: 0, stdout: expect.stringContaining('Plan: 0 to add, 0 to change.') };
  expect(await run('assets', 'plan', '--env', 'local')).toMatchObject(nothing);
  expect(await run('assets', 'plan', '--env', 'local', '--quick')).toMatchObject(nothing);

  const client = await connected();
  try {
    const chart = [...(await listObjects(client, ['chart'])).values()].find((each) => each.name === 'Total Bugs');
    await client.put(`/api/v1/chart/${chart?.id}`, { description: 'by hand' }, 'an edit');
    const drift = await run('assets', 'drift', '--env', 'local');
    expect(drift.stdout).toContain('"Total Bugs"');
    expect(await run('deploy', 'local')).toMatchObject({ exitCode: 0 });
    await client.remove(`/api/v1/chart/${chart?.id}`, 'a deletion');
    expect(await run('deploy', 'local')).toMatchObject({ exitCode: 0 });
  } finally {
    await client.close();
  }
  expect(await run('assets', 'plan', '--env', 'local')).toMatchObject(nothing);
  expect(await run('assets', 'verify', '--env', 'local')).toMatchObject({ exitCode: 0 });
});
