import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { splitSql } from '../../src/store/split-sql.ts';
import { ownMigrations, viewsChecksum } from '../../src/store/own-migrations.ts';
import { DIALECTS } from '../support/databases.ts';

describe.each(DIALECTS)('our own migrations on %s', (dialect) => {
  const folder = join(import.meta.dirname, '../../src/store', dialect);

  it('end with the views as they read now: a change of a view needs a migration that says so', () => {
    const { said, is } = viewsChecksum(folder, dialect);
    expect(said, `add a migration with the line "-- views: ${is}"`).toBe(is);
  });

  it('have the text of a view in one place only', () => {
    for (const { path, text } of ownMigrations(folder, dialect)) {
      expect(
        splitSql(text).filter(({ sql }) => /^CREATE\s+(OR\s+REPLACE\s+)?VIEW\b/i.test(sql)),
        path,
      ).toEqual([]);
    }
  });

  it('drop each view before they make it, those first that read others', () => {
    const brought = ownMigrations(folder, dialect).flatMap((file) => file.brings ?? []);
    const names = (pattern: RegExp): string[] =>
      brought.flatMap(({ text }) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
    const made = names(/^CREATE VIEW (\S+)/gm);
    expect(made).toContain(dialect === 'sqlite' ? 'v_issues_daily' : 'metrics.v_issues_daily');
    expect(names(/^DROP VIEW IF EXISTS (\S+);/gm)).toEqual(made.toReversed());
  });
});
