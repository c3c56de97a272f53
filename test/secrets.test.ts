import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Tracked and new files, so that the test sees a secret before it is committed. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((name) => name && name !== 'package-lock.json');

const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'`<>[\]{}$*]+:[^\s/@"'`<>[\]{}$*]+@[^\s"'`]+/gi;
const TOKENS: [string, RegExp][] = [
  ['private key', /-----BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY-----\n[A-Za-z0-9+/=]{40}/],
  ['GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}\b/],
  ['AWS key', /\bAKIA(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}\b/],
  ['path of one machine', /(^|[\s"'`(=])\/(root|work)\//m],
];

const texts = files.flatMap((name) => {
  const path = resolve(root, name);
  // A deleted file is still listed until it is committed; pictures are not text.
  if (/\.(png|jpg|gz|zip|woff2|db|ico)$/.test(name) || !statSync(path, { throwIfNoEntry: false })?.isFile()) return [];
  return [{ name, text: readFileSync(path, 'utf8') }];
});

describe('the repository', () => {
  it('is looked at', () => expect(texts.length).toBeGreaterThan(30));

  it('holds no address with a password', () => {
    const found = texts.flatMap(({ name, text }) =>
      (text.match(ADDRESS) ?? []).map((address) => `${name}: ${address}`),
    );
    expect(found).toEqual([]);
  });

  it.each(TOKENS)('holds no %s', (_, pattern) => {
    const self = 'test/secrets.test.ts';
    expect(texts.filter(({ name, text }) => name !== self && pattern.test(text)).map(({ name }) => name)).toEqual([]);
  });
});
