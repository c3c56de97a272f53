import { describe, expect, it } from 'vitest';
import { splitSql } from '../../src/store/split-sql.ts';

const split = (text: string): string[] => splitSql(text).map(({ sql, line }) => `${line}: ${sql}`);

describe('splitSql', () => {
  it('separates statements and says where each begins', () => {
    expect(split('-- first\nSELECT 1;\n\n  SELECT\n 2;;\n')).toEqual(['2: SELECT 1', '4: SELECT\n 2']);
  });

  it('lets a semicolon stand in strings, names, comments and dollar quotes', () => {
    const one = `SELECT 'a;''b', "c;d", $$e;f$$, $x$ g; $y$ ; $x$, E'h\\';i' /* ; */ -- ;`;
    expect(splitSql(`${one}\n, 1;SELECT 2`)).toHaveLength(2);
  });

  it('keeps the body of a trigger and of a BEGIN ATOMIC function together', () => {
    const trigger = 'CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 3; END';
    const atomic = 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END';
    expect(splitSql(`${trigger}; ${atomic}; SELECT 1`).map(({ sql }) => sql)).toEqual([trigger, atomic, 'SELECT 1']);
  });

  it('knows nothing of statements in an empty script', () => {
    expect(split(' -- only a comment\n ; ')).toEqual([]);
  });
});
