import { describe, expect, it } from 'vitest';
import { checkExpression, checkRelation, checkSelect } from '../../../src/charts/sql/guard.ts';
import type { Dialect } from '../../../src/model/sql-runner.ts';

const dialects: Dialect[] = ['sqlite', 'postgresql'];
const refused = expect.objectContaining({ code: 'SQL_REFUSED' });

describe.each(dialects)("a bundle's expression on %s", (dialect) => {
  it.each([
    'COUNT(*)',
    "SUM(CASE WHEN severity = 'it''s bad; --' THEN 1 ELSE 0 END) * 1.0 / NULLIF(COUNT(*), 0)",
    'COUNT(*) FILTER (WHERE success = 1)',
    'AVG(duration) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW)',
    'COALESCE(ROUND(AVG("odd name"), 2), 0)',
    "state NOT IN ('other') AND name LIKE '%x\\y%'",
    'CAST(x AS REAL)',
    'a IS NOT NULL OR b BETWEEN 1 AND 2',
  ])('%s is allowed as it is', async (sql) => {
    await expect(checkExpression(sql, dialect)).resolves.toBe(sql);
  });

  it('of ten thousand terms is read, and one of a megabyte is not', async () => {
    const sum = (terms: number): string => Array.from({ length: terms }, () => 'a').join('+');
    await expect(checkExpression(sum(10_000), dialect)).resolves.toBe(sum(10_000));
    await expect(checkExpression(sum(500_000), dialect)).rejects.toThrow(/longer than 50000 characters/);
  });

  it('is named at the place where it is not understood', async () => {
    await expect(checkExpression('SUM(a) + SUBSTRING(b FROM 1 FOR 2)', dialect)).rejects.toThrow(
      /not understood near "/,
    );
  });

  it('loses its comments', async () => {
    await expect(checkExpression('SUM(a) -- the sum\n/* of a */ + 1', dialect)).resolves.toBe('SUM(a)     + 1');
  });

  it.each([
    ['1); DROP TABLE users; --', 'a second statement'],
    ['(SELECT hashed_password FROM users)', 'a subquery'],
    ['EXISTS (SELECT 1 FROM users)', 'a subquery in a condition'],
    ['1 UNION SELECT hashed_password FROM users', 'a union'],
    ['1) FROM users, (SELECT 1', 'closing what is not its own'],
    ['pg_sleep(10)', 'waiting'],
    ["pg_read_file('/etc/passwd')", 'reading a file'],
    ["query_to_xml('select 1', true, true, '')", 'running SQL from a text'],
    ["load_extension('x')", 'loading code'],
    ["readfile('/etc/passwd')", 'reading a file'],
    ["set_config('app.current_org_id', '2', false)", 'changing a setting'],
    ['pg_catalog.pg_sleep(1)', 'a schema before a function'],
    ['hashed_password', 'a column with secrets'],
    ['MAX(hashed_password)', 'the largest of a column with secrets'],
    ['COUNT(DISTINCT api_key)', 'how many secrets there are'],
    ['x.y.z.hashed_password', 'a secret behind many names'],
    ['1) OR (1 = 1', 'ending the brackets around it'],
    ['COUNT(*), 1', 'two expressions'],
    ["CAST('pg_authid' AS regclass)", 'looking a name of the catalogue up'],
    ["E'\\' || (select 1) || '", 'a string with escapes'],
    ['$$ || (select 1) || $$', 'dollar quotes'],
    ['1 /* /* */ || (select 1) -- */', 'a comment in a comment'],
    ["'never closed", 'an open quote'],
    ['', 'nothing'],
    ['SUM(a) SUM(b)', 'nonsense'],
  ])('%s is refused: %s', async (sql) => {
    await expect(checkExpression(sql, dialect)).rejects.toEqual(refused);
  });
});

describe.each(dialects)('the SQL of a virtual dataset on %s', (dialect) => {
  it.each([
    'SELECT day, COUNT(*) AS n FROM metrics.metrics_bugs GROUP BY day',
    'WITH a AS (SELECT 1 AS x) SELECT x FROM a UNION ALL SELECT y FROM v_days',
    'SELECT a.x FROM t a JOIN (SELECT x FROM u) b ON a.x = b.x;',
    'SELECT username FROM users',
  ])('%s is allowed', async (sql) => {
    await expect(checkSelect(sql, dialect)).resolves.toBe(sql.replace(/;$/, ''));
  });

  it.each([
    'DELETE FROM metrics_bugs',
    'UPDATE metrics_bugs SET severity = 1',
    'INSERT INTO t SELECT 1',
    "ATTACH DATABASE 'x' AS y",
    'PRAGMA table_info(users)',
    'SELECT 1; SELECT 2',
    'SELECT * INTO x FROM y',
    'SELECT * FROM users',
    'SELECT hashed_password FROM users',
    'SELECT "api_key" FROM api.users',
    "SELECT 1 FROM users JOIN (SELECT 'a guess' AS hashed_password) g USING (hashed_password)",
    "SELECT 1 FROM users NATURAL JOIN (SELECT 'a guess' AS hashed_password) g",
    'SELECT * FROM pg_catalog.pg_authid',
    'SELECT * FROM pg_authid',
    'SELECT * FROM information_schema.columns',
    'SELECT sql FROM sqlite_master',
    "SELECT * FROM pragma_table_info('users')",
    'WITH pg_authid AS (SELECT * FROM pg_authid) SELECT * FROM pg_authid',
    'SELECT * FROM gitops.deployments',
    'SELECT * FROM generate_series(1, 1000000000)',
    'SELECT (SELECT pg_sleep(10))',
    'WITH RECURSIVE x AS (DELETE FROM t RETURNING *) SELECT * FROM x',
    "SELECT '{{ url_param(1) }}'",
  ])('%s is refused', async (sql) => {
    await expect(checkSelect(sql, dialect)).rejects.toEqual(refused);
  });
});

describe('a dataset on a table', () => {
  it('may not be a catalogue of the database', () => {
    expect(() => checkRelation('pg_catalog', 'pg_authid')).toThrow(refused);
    expect(() => checkRelation(null, 'sqlite_master')).toThrow(refused);
    expect(() => checkRelation('gitops', 'deployments')).toThrow(refused);
    expect(() => checkRelation('main', 'applied_objects')).toThrow(refused);
    expect(() => checkRelation('metrics', 'metrics_bugs')).not.toThrow();
    expect(() => checkRelation('public', 'birth_names')).not.toThrow();
  });
});
