import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** The table of ARCHITECTURE.md: folder -> what it may import. */
function importTable(): Map<string, string[]> {
  const text = readFileSync(resolve(root, 'ARCHITECTURE.md'), 'utf8').split('## Who may import whom')[1] ?? '';
  const rows = [...text.matchAll(/^\| ([\w.]+) \| (.+) \|$/gm)].filter(([, folder]) => folder !== 'folder');
  return new Map(rows.map(([, folder = '', allowed = '']) => [folder, allowed === '–' ? [] : allowed.split(', ')]));
}

interface Import {
  from: string;
  to: string;
}

/** Relative imports of every source file, as paths from src/ (web/ for the viewer). */
function imports(): Import[] {
  const files = ['src', 'web/src'].flatMap((folder) =>
    readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  return files.flatMap((file) => {
    const text = readFileSync(resolve(root, file), 'utf8');
    const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map((match) => match[1] ?? '');
    return specifiers.map((specifier) => ({
      from: file.replace(/^src\//, ''),
      to: relative(root, resolve(root, dirname(file), specifier)).replace(/^src\//, ''),
    }));
  });
}

const roomOf = (path: string): string => path.split('/')[0] ?? path;

describe('the import table of ARCHITECTURE.md', () => {
  const table = importTable();
  const all = imports();

  it('sees the source', () => {
    expect(all.length).toBeGreaterThan(20);
    expect(table.size).toBeGreaterThan(15);
  });

  it('names every folder of src', () => {
    const rooms = new Set(all.map(({ from }) => roomOf(from)));
    expect([...rooms].filter((room) => !table.has(room))).toEqual([]);
  });

  it('is kept by every import', () => {
    const broken = all.filter(({ from, to }) => {
      const room = roomOf(from);
      if (roomOf(to) === room || (room !== 'web' && (to === 'errors.ts' || to.startsWith('util/')))) return false;
      const allowed = table.get(room) ?? [];
      return !allowed.some((each) => each === '*' || to === each || to.startsWith(`${each}/`));
    });
    expect(broken.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  const finer: [string, RegExp, RegExp][] = [
    [
      'what the browser runs stays by itself',
      /^charts\/(picture\.ts|draw\/|format\/)/,
      /^(?!charts\/(picture\.ts|draw\/|format\/))/,
    ],
    [
      'what decides about Superset is pure',
      /^superset\/(compile|validate|normalise|plan|render|translate|impact|target-dir)\//,
      /^(http|store)\//,
    ],
    [
      'dialects are reached through store/open.ts only',
      /^store\/(?!open\.ts|sqlite\/|postgresql\/)/,
      /^store\/(sqlite|postgresql)\//,
    ],
  ];
  it.each(finer)('%s', (_, from, to) => {
    const broken = all.filter((each) => from.test(each.from) && to.test(each.to));
    expect(broken.map((each) => `${each.from} imports ${each.to}`)).toEqual([]);
  });

  it('lets no file import itself in a circle, a type no more than a value', () => {
    // What imports nothing that is left cannot be part of a circle: take it away until nothing more goes.
    let left = all;
    for (let before = -1; left.length !== before; ) {
      before = left.length;
      const importing = new Set(left.map(({ from }) => from));
      left = left.filter(({ to }) => importing.has(to));
    }
    expect(left.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });
});
