import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { parseBundle, readBundle, readBundleTexts } from '../../src/superset/compile/read-bundle.ts';
import { temporaryFolder } from '../support/databases.ts';

const compiled = compileProject({
  projectDir: resolve(import.meta.dirname, '../../starter'),
  environment: 'local',
  env: {},
});
const byUuid = <T extends { uuid: string }>(list: T[]): T[] => [...list].sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
const sorted = (bundle: typeof compiled.bundle) => ({
  databases: byUuid(bundle.databases),
  datasets: byUuid(bundle.datasets),
  charts: byUuid(bundle.charts),
  dashboards: byUuid(bundle.dashboards),
});
const inMemory = (archive: Uint8Array, name: string) => parseBundle(readBundleTexts(archive, name), name);
const zip = (files: Record<string, string>, level: 0 | 9 = 0): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])), { level });

describe('reading a bundle', () => {
  it('gives back what was compiled, from a folder and from an archive with a folder around it', async () => {
    const folder = temporaryFolder();
    for (const file of compiled.files) {
      mkdirSync(join(folder, file.path, '..'), { recursive: true });
      writeFileSync(join(folder, file.path), file.text);
    }
    const archive = zip(Object.fromEntries(compiled.files.map((file) => [`export_2026/${file.path}`, file.text])));
    expect(sorted(await readBundle(folder))).toEqual(sorted(compiled.bundle));
    expect(sorted(inMemory(archive, 'x.zip'))).toEqual(sorted(compiled.bundle));
    const around = temporaryFolder();
    cpSync(folder, join(around, 'export_2026'), { recursive: true });
    expect(sorted(await readBundle(around))).toEqual(sorted(compiled.bundle));
  });

  it('reads texts as PyYAML wrote them: 1e5 is a text, 1.0e+5 a number', () => {
    const text = 'slice_name: 1e5\nuuid: x\nparams: {a: 1.0e+5, b: yes, c: 2024-01-01}\n';
    expect(inMemory(zip({ 'charts/a.yaml': text }), 'x.zip').charts[0]).toMatchObject({
      slice_name: '1e5',
      params: { a: 100000, b: true, c: '2024-01-01' },
    });
  });

  it('reads several exports that are kept beside each other', () => {
    const texts = (path: string, uuid: string) => [
      { path: `${path}/metadata.yaml`, text: 'version: 1.0.0' },
      { path: `${path}/charts/a.yaml`, text: `uuid: ${uuid}` },
    ];
    const found = parseBundle([...texts('one/export', 'a'), ...texts('two/export', 'b')], 'x');
    expect(found.charts.map(({ uuid }) => uuid)).toEqual(['a', 'b']);
  });

  it.each([
    ['an export from before 1.0', strToU8('{"dashboards": []}'), /JSON document/],
    ['no archive at all', new Uint8Array([1, 2, 3]), /no readable ZIP/],
    ['a path that leads out', zip({ '../../etc/x.yaml': 'uuid: a' }), /leads out/],
    ['a bomb', zip({ 'charts/a.yaml': 'a'.repeat(5_000_000) }, 9), /200 times/],
    ['a prototype key', zip({ 'charts/a.yaml': 'uuid: a\n__proto__: {x: 1}' }), /__proto__/],
    ['aliases that explode', zip({ 'charts/a.yaml': billionLaughs() }), /alias/i],
    ['an asset without uuid', zip({ 'charts/a.yaml': 'slice_name: a' }), /no uuid/],
    ['broken YAML', zip({ 'charts/a.yaml': 'a: [1' }), /./],
  ])('refuses %s', (_, archive, message) => {
    expect(() => inMemory(archive, 'x.zip')).toThrow(message);
  });
});

function billionLaughs(): string {
  const lines = ['uuid: a', 'l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level++) {
    lines.push(`l${level}: &l${level} [${Array.from({ length: 10 }, () => `*l${level - 1}`).join(', ')}]`);
  }
  return lines.join('\n');
}
