import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '../../src/config/secret.ts';
import { packFiles, packZip } from '../../src/superset/apply/pack.ts';
import { problemBehind } from '../../src/superset/client/answer.ts';
import { connect, connectReadOnly } from '../../src/superset/client/client.ts';
import { parseBundle, readBundleTexts } from '../../src/superset/compile/read-bundle.ts';
import { listObjects } from '../../src/superset/read/lists.ts';
import { smallBundle } from './support/bundle.ts';
import { connected, target } from './support/connect.ts';

describe('a login to Superset', () => {
  it('knows the version', async () => {
    const client = await connected();
    expect(client.version).toBe('6.1.0');
    await client.close();
  });

  it('says which user was refused and where the password came from, not what it was', async () => {
    const password = new Secret('wrong-hunter2', 'SUPERSET_PASSWORD');
    const thrown = await connected({ password }).catch((error: unknown) => error as Error);
    expect(thrown).toMatchObject({ code: 'TARGET_LOGIN' });
    expect(JSON.stringify([thrown, (thrown as Error).message])).not.toContain('hunter2');
    expect((thrown as unknown as { hint: string }).hint).toContain('SUPERSET_PASSWORD');
  });

  it('tells a server that is none from one that is not there', async () => {
    const { url } = target();
    await expect(connected({ url: `${url}/static` })).rejects.toMatchObject({ code: 'TARGET_NOT_SUPERSET' });
    const away = { target: target({ url: 'http://127.0.0.1:9' }), retry: { attempts: 1 } };
    await expect(connect(away)).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' });
    const tls = { target: target({ url: url.replace('http:', 'https:') }), retry: { attempts: 1 } };
    await expect(connect(tls)).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' });
    await expect(connected({ url: 'not a url' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(connected({ version: '3.1' })).rejects.toMatchObject({ code: 'TARGET_UNSUPPORTED' });
  });

  it('for reading only has nothing to write with', async () => {
    const client = await connectReadOnly({ target: target() });
    expect(Object.keys(client).filter((name) => /put|post|remove|upload|send|session/.test(name))).toEqual([]);
    await client.close();
  });
});

describe('writing and reading', async () => {
  const client = await connected();
  afterAll(() => client.close());

  const imported = (bundle: Parameters<typeof packFiles>[0]) =>
    client.upload(
      '/api/v1/assets/import/',
      [
        { name: 'bundle', value: packZip(packFiles(bundle), new Date()), fileName: 'bundle.zip' },
        { name: 'sparse', value: 'true' },
      ],
      'the import',
    );

  it('brings a bundle there and back: every text and number the same', async () => {
    const bundle = smallBundle('client', '/nowhere/x.db');
    const odd = {
      text: 'größer … \u0085\u2028 "q" \\ 😀 yes 12:30 0o17 1_000',
      words: [
        'n',
        'Y',
        'no',
        'off',
        '08',
        '010',
        '1e5',
        '1.5',
        '1_000',
        '12:30:45',
        '2024-01-01',
        '=',
        '<<',
        '~',
        '.5',
        '0x1F',
        '',
      ],
      small: 1.5e-9,
      large: 1e21,
      list: [1e-7],
    };
    const [chart] = bundle.charts;
    if (!chart) throw new Error('no chart');
    chart.params = { ...chart.params, odd };
    await imported(bundle);
    const back = parseBundle(
      readBundleTexts(await client.download('/api/v1/assets/export/', 'the export'), 'the export'),
      'the export',
    );
    const found = back.charts.find((each) => each.uuid === chart.uuid);
    expect(found?.params.odd).toEqual(odd);
    expect(back.databases.find((each) => each.uuid === bundle.databases[0]?.uuid)).toMatchObject({
      sqlalchemy_uri: 'sqlite:////nowhere/x.db',
    });
  });

  it('lists who changed what', async () => {
    const { charts, databases } = smallBundle('client', '/nowhere/x.db');
    const listed = await listObjects(client);
    expect(listed.get(charts[0]?.uuid ?? '')).toMatchObject({
      kind: 'chart',
      name: 'client all',
      changedBy: 'Admin User',
      owners: [{ name: 'Admin User' }],
    });
    expect(listed.get(databases[0]?.uuid ?? '')?.changedOn).toMatch(/^\d{4}-/);
  });

  it('gives the words of Superset for what it refuses', async () => {
    const refused = await client
      .upload('/api/v1/chart/import/', [{ name: 'formData', value: 'no zip', fileName: 'a.zip' }], 'the import')
      .catch((error: unknown) => error);
    expect(problemBehind(refused)).toMatchObject({ status: 422, message: 'Not a ZIP file', kind: 'rejected' });
    const missing = await client
      .put('/api/v1/chart/999999', { slice_name: 'x' }, 'a change')
      .catch((error: unknown) => error);
    expect(problemBehind(missing)).toMatchObject({ status: 404, kind: 'missing' });
  });
});
