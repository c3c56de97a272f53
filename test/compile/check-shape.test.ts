import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { readBundle } from '../../src/superset/compile/read-bundle.ts';
import { temporaryFolder } from '../support/databases.ts';

/** The failure of a bundle with this one file. */
async function failureOf(path: string, text: string): Promise<Failure | undefined> {
  const dir = temporaryFolder();
  mkdirSync(join(dir, path, '..'), { recursive: true });
  writeFileSync(join(dir, path), text);
  const thrown: unknown = await readBundle(dir).catch((error: unknown) => error);
  return thrown instanceof Failure ? thrown : undefined;
}

describe('a bundle whose files hold what they cannot', () => {
  it.each([
    ['charts/a.yaml', 'uuid: a\nslice_name: A\nviz_type: 5\ndataset_uuid: d\n', 'viz_type must be a text', 3],
    ['charts/a.yaml', 'uuid: a\nslice_name: A\ndataset_uuid: d\n', 'viz_type must be a text', 1],
    ['datasets/x/a.yaml', 'uuid: a\ntable_name: t\ncolumns:\n- null\n', 'columns[0] must be a mapping', 4],
    [
      'datasets/x/a.yaml',
      'uuid: a\ntable_name: t\nmetrics:\n- metric_name: m\n  expression: {}\n',
      'metrics[0].expression must be a text',
      5,
    ],
    ['databases/a.yaml', 'uuid: a\ndatabase_name: []\n', 'database_name must be a text', 2],
    [
      'dashboards/a.yaml',
      'uuid: a\ndashboard_title: A\nposition:\n  ROOT_ID:\n    type: ROOT\n    children: true\n',
      'position.ROOT_ID.children must be a list',
      6,
    ],
    [
      'dashboards/a.yaml',
      'uuid: a\ndashboard_title: A\nmetadata:\n  native_filter_configuration:\n  - null\n',
      'metadata.native_filter_configuration[0] must be a mapping',
      5,
    ],
  ])('is refused with the place: %s', async (path, text, message, line) => {
    const failure = await failureOf(path, text);
    expect(failure?.code).toBe('BUNDLE_INVALID');
    expect(failure?.message).toContain(message);
    expect(failure?.where?.file).toContain(path);
    expect(failure?.where?.line).toBe(line);
  });

  it('is read where only what may be absent is null', async () => {
    const text = 'uuid: a\ndashboard_title: A\nposition: null\nmetadata:\n  native_filter_configuration: null\n';
    expect(await failureOf('dashboards/a.yaml', text)).toBeUndefined();
    const divider =
      'uuid: a\ndashboard_title: A\nmetadata:\n  native_filter_configuration:\n  - {id: x, type: DIVIDER, targets: null}\n';
    expect(await failureOf('dashboards/a.yaml', divider)).toBeUndefined();
  });
});
