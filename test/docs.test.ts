import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedDocs } from '../src/cli/docs/generated-docs.ts';

const root = resolve(import.meta.dirname, '..');
const pages = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(resolve(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`)),
);

describe('the documentation', () => {
  it('holds every generated page in its current form (npm run docs writes them)', async () => {
    for (const [path, text] of Object.entries(await generatedDocs())) {
      expect(readFileSync(resolve(root, path), 'utf8'), path).toBe(text);
    }
  });

  it.each(pages)('%s links only to files that exist', (page) => {
    const text = readFileSync(resolve(root, page), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map((match) => match[1] ?? '');
    const dead = links.filter((link) => !existsSync(resolve(root, dirname(page), link)));
    expect(dead).toEqual([]);
  });
});
