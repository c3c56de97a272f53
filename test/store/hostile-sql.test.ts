import { describe, expect, it } from 'vitest';
import { refuseHostile } from '../../src/store/hostile-sql.ts';

const refusal = expect.objectContaining({ code: 'SQL_REFUSED' });

describe('what the connection refuses, however it is hidden', () => {
  it.each([
    "SELECT set_config('a', 'b', false)",
    "SELECT 'x\\', set_config('a', 'b', false), '",
    "SELECT ARRAY[set_config('a', 'b', false)]",
    "SELECT 1 /* /* */ ' */, set_config('a', 'b', false) --'",
    "SELECT 1 -- x\r, set_config('a', 'b', false)",
    `SELECT "set_config"('a', 'b', false)`,
    `SELECT U&"\\0073et_config"('a', 'b', false)`,
    "SELECT é$$, set_config('a', 'b', false), é$$ FROM t",
    "SELECT PG_CATALOG.SET_CONFIG('a', 'b', false)",
    "SELECT E'\\'', set_config('a', 'b', false), '\\''",
    "SELECT $a$ ' $a$, set_config('a', 'b', false), $a$ ' $a$",
    'TABLE api.users',
  ])('on PostgreSQL: %j', (sql) => {
    expect(() => refuseHostile(sql, 'postgresql')).toThrow(refusal);
  });

  it.each([
    "SELECT load_extension('x')",
    "SELECT 'x\\', load_extension('x'), '\\'",
    "SELECT [load_extension]('x')",
    "SELECT `load_extension`('x')",
    'SELECT * FROM "pragma_database_list"',
    'SELECT /* /* */ name FROM pragma_table_info(1) -- */',
    "SELECT $$, load_extension('x'), $$",
    'PRAGMA journal_mode',
  ])('on SQLite: %j', (sql) => {
    expect(() => refuseHostile(sql, 'sqlite')).toThrow(refusal);
  });

  it.each([
    'SELECT \'set_config\', $$load_extension$$ AS "a name" FROM t -- pg_sleep(1)',
    'WITH a AS (SELECT 1) SELECT * FROM a /* dblink */',
    'SELECT arr[1], (SELECT count(*) FROM t) FROM t',
    'VALUES (1)',
  ])('lets pass on both: %j', (sql) => {
    refuseHostile(sql, 'postgresql');
    refuseHostile(sql.replace('$$load_extension$$', "'x'"), 'sqlite');
  });
});
