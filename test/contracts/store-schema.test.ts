import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ColumnSpec } from '../../src/model/column.ts';
import type { Dialect } from '../../src/model/sql-runner.ts';
import { TABLES } from '../../src/model/tables.ts';
import type { Store } from '../../src/store/store.ts';
import { DIALECTS, freshStore } from '../support/databases.ts';

interface Found {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
}

const LEDGERS = new Set(['user_schema_migrations', 'sqlite_sequence']);

async function columnsOf(store: Store): Promise<Found[]> {
  if (store.dialect === 'postgresql') {
    const { rows } = await sql<Found>`
      SELECT format('%s.%s', n.nspname, c.relname) AS "table", a.attname AS "column",
             format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('metrics', 'api', 'gitops')
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p')`.execute(store.db);
    return rows;
  }
  const { rows } = await sql<{ table: string; column: string; type: string; notnull: number; pk: number }>`
    SELECT t.name AS "table", c.name AS "column", c.type, c."notnull", c.pk
      FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'`.execute(store.db);
  return rows
    .filter((row) => !LEDGERS.has(row.table))
    .map((row) => ({ ...row, nullable: row.notnull === 0 && row.pk === 0 }))
    .map(({ table, column, type, nullable }) => ({ table, column, type, nullable }));
}

const TYPES: Record<Dialect, Record<ColumnSpec['type'], string>> = {
  sqlite: {
    id: 'INTEGER',
    integer: 'INTEGER',
    bigint: 'BIGINT',
    real: 'FLOAT',
    decimal: 'DECIMAL',
    boolean: 'BOOLEAN',
    text: 'TEXT',
    json: 'JSON',
    instant: 'DATETIME',
    calendar: 'TIMESTAMP',
    uuid: 'VARCHAR(36)',
  },
  postgresql: {
    id: 'bigint',
    integer: 'integer',
    bigint: 'bigint',
    real: 'double precision',
    decimal: 'numeric',
    boolean: 'boolean',
    text: 'text',
    json: 'jsonb',
    instant: 'timestamp with time zone',
    calendar: 'timestamp without time zone',
    uuid: 'uuid',
  },
};

function typeOf(column: ColumnSpec, dialect: Dialect): string {
  // A short text has its length in the database; a long one is cut at ingest.
  const short = column.type === 'text' && column.length !== undefined && column.length <= 1_000;
  if (short) return dialect === 'sqlite' ? `VARCHAR(${column.length})` : `character varying(${column.length})`;
  return TYPES[dialect][column.type];
}

const declared = (dialect: Dialect): Found[] =>
  TABLES.flatMap((table) =>
    table.columns.map((column) => ({
      table: dialect === 'sqlite' ? table.name : `${table.schema}.${table.name}`,
      column: column.name,
      type: typeOf(column, dialect),
      nullable: column.nullable,
    })),
  );

const sorted = (columns: readonly Found[]): string[] =>
  columns.map((each) => `${each.table}.${each.column} ${each.type}${each.nullable ? '' : ' NOT NULL'}`).sort();

/** The indexes that spec/3 names. */
const SPEC_INDEXES = [
  'idx_bug_pattern_timestamp',
  'idx_bug_file_path',
  'idx_test_pattern_timestamp',
  'idx_review_pattern_severity',
  'idx_review_timestamp',
  'idx_perf_type_timestamp',
  'idx_deploy_env_timestamp',
  'idx_deploy_pattern',
  'idx_generation_success_timestamp',
  'idx_generation_confidence',
  'idx_pattern_eff_name_period',
  'idx_summary_type_date',
  'idx_audit_action',
  'idx_audit_resource',
  'idx_audit_timestamp',
  'idx_metrics_type',
  'idx_metrics_timestamp',
  'idx_metrics_bugs_timestamp',
  'idx_code_gen_timestamp',
  'idx_metrics_bugs_pattern',
];

describe.each(DIALECTS)('the schema on %s', (dialect) => {
  let store: Store;
  beforeAll(async () => {
    store = await freshStore(dialect);
  });

  it('has exactly the tables and columns that src/model declares', async () => {
    expect(sorted(await columnsOf(store))).toEqual(sorted(declared(dialect)));
  });

  it('has every index that spec/3 names', async () => {
    const names =
      dialect === 'sqlite'
        ? await sql<{ name: string }>`SELECT name FROM sqlite_schema WHERE type = 'index'`.execute(store.db)
        : await sql<{ name: string }>`SELECT indexname AS name FROM pg_indexes`.execute(store.db);
    const found = new Set(names.rows.map(({ name }) => name));
    const wanted = dialect === 'sqlite' ? SPEC_INDEXES : [...SPEC_INDEXES, 'idx_code_gen_patterns_gin'];
    expect(wanted.filter((name) => !found.has(name))).toEqual([]);
  });

  it('holds every declared set of values and every bound with a CHECK', async () => {
    const texts =
      dialect === 'sqlite'
        ? await sql<{
            name: string;
            text: string;
          }>`SELECT name, sql AS text FROM sqlite_schema WHERE type = 'table'`.execute(store.db)
        : await sql<{ name: string; text: string }>`
            SELECT c.relname AS name, string_agg(pg_get_constraintdef(k.oid), ' ') AS text
              FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'c' GROUP BY c.relname`.execute(
            store.db,
          );
    const textOf = new Map(texts.rows.map(({ name, text }) => [name, text]));
    const missing = TABLES.flatMap((table) =>
      table.columns.flatMap((column) => {
        const text = textOf.get(table.name) ?? '';
        const values = (column.values ?? []).filter((value) => !text.includes(`'${value}'`));
        const bounds = [column.min, column.max].filter(
          (bound) => bound !== undefined && !new RegExp(`${column.name}\\b[^,]*\\b${bound}\\b`).test(text),
        );
        return [...values, ...bounds].map((each) => `${table.name}.${column.name} ${each}`);
      }),
    );
    expect(missing).toEqual([]);
  });

  const event = (own: Record<string, unknown>) => ({
    organization_id: store.organizationId,
    event_id: Math.random().toString(36),
    source: 'test',
    timestamp: '2026-03-01 10:00:00.000000',
    local_day: '2026-03-01 00:00:00.000000',
    local_week: '2026-02-23 00:00:00.000000',
    ...own,
  });
  const insert = async (table: string, row: Record<string, unknown>): Promise<unknown> => {
    const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)));
    const values = sql.join(Object.values(row));
    return sql`INSERT INTO ${sql.table(table)} (${columns}) VALUES (${values})`.execute(store.db);
  };

  it.each([
    ['metrics_code_generation', { prompt: 'p', confidence: 1.7 }],
    ['metrics_bugs', { pattern: 'p', error: 'e', count: -1 }],
    ['metrics_bugs', { pattern: null, error: 'e' }],
    ['metrics_code_reviews', { issue_type: 'i', pattern: 'p', severity: 'dreadful' }],
    ['metrics_bugs', { pattern: 'p', error: 'e', source_environment: 'moon' }],
    ['metrics_bugs', { pattern: 'p', error: 'e', organization_id: 4711 }],
    ['metrics_performance', { metric_type: 'm', details: '{"a":' }],
  ])('refuses in %s: %j', async (table, own) => {
    await expect(insert(table, event(own))).rejects.toMatchObject({
      code: expect.stringMatching(/^(DB_QUERY_FAILED|DB_REFUSED)$/),
    });
  });

  it.each([
    ['metrics_code_generation', { prompt: 'p', confidence: null, success: null }],
    ['metrics_code_reviews', { issue_type: 'i', pattern: 'p', severity: 'critical' }],
    ['metrics_bugs', { pattern: 'p', error: 'e', timestamp: '0001-01-01 00:00:00.000000' }],
    ['metrics_bugs', { pattern: 'p', error: 'e', timestamp: '9999-12-31 23:59:59.999999' }],
  ])('takes in %s: %j', async (table, own) => {
    await insert(table, event(own));
  });

  it('keeps the foreign keys of the API tables, within one organization', async () => {
    const organization_id = store.organizationId;
    const team = { organization_id, name: 'Core', slug: 'core' };
    await insert('teams', team);
    await expect(insert('teams', team)).rejects.toThrow();
    await expect(insert('user_teams', { organization_id, user_id: 99, team_id: 1 })).rejects.toThrow();
    await expect(
      insert('patterns', { organization_id, author_id: 99, name: 'n', description: 'd', pattern_data: '{}' }),
    ).rejects.toThrow();
  });
});
