import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { EVENT_KINDS, KINDS } from '../../src/model/kinds.ts';
import { recordedDays, recordedDaysQuery } from '../../src/store/recorded-days.ts';
import type { Store } from '../../src/store/store.ts';
import { DIALECTS, freshStore } from '../support/databases.ts';

const ROWS = 20_000;
const FROM = '2026-03-10 00:00:00.000000';
const TO = '2026-03-11 00:00:00.000000';

/** The plan of a query as the application asks it, row-level security included. */
async function planOf(store: Store, query: string, emptyTable = false): Promise<string> {
  if (store.dialect === 'sqlite') {
    const { rows } = await sql.raw<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`).execute(store.db);
    return rows.map(({ detail }) => detail).join('\n');
  }
  return store.transaction(async (tx) => {
    await sql`SET LOCAL ROLE feedback_loop_app`.execute(tx);
    // An empty table is read whole, index or not, unless that is made to look dear.
    if (emptyTable) await sql`SET LOCAL enable_seqscan = off`.execute(tx);
    const { rows } = await sql.raw<{ 'QUERY PLAN': string }>(`EXPLAIN ${query}`).execute(tx);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
}

/** Twenty thousand bugs and generations over the three months from 2026-02-01. */
async function fill(store: Store): Promise<void> {
  const pg = store.dialect === 'postgresql';
  const numbers = pg
    ? `generate_series(1, ${ROWS}) AS n(i)`
    : `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${ROWS}) SELECT i FROM n) AS n`;
  const minutes = `(n.i * 389 / 60)`;
  const time = pg
    ? `TIMESTAMPTZ '2026-02-01 00:00:00+00' + make_interval(mins => ${minutes})`
    : `strftime('%Y-%m-%d %H:%M:%f000', '2026-02-01', '+' || ${minutes} || ' minutes')`;
  const common = `${store.organizationId}, 'e' || n.i, 'test', ${time}, '2026-03-02 00:00:00.000000', '2026-03-02 00:00:00.000000'`;
  const day = (text: string): string =>
    pg ? text.replaceAll("'2026-03-02 00:00:00.000000'", "TIMESTAMP '2026-03-02'") : text;
  const context = 'organization_id, event_id, source, timestamp, local_day, local_week';
  if (pg) {
    await sql
      .raw(`SELECT metrics.ensure_partitions(t, ARRAY['2026-02-01', '2026-03-01', '2026-04-01']::date[])
                     FROM unnest(ARRAY['metrics_bugs', 'metrics_code_generation']) AS t`)
      .execute(store.db);
  }
  await sql
    .raw(
      day(`INSERT INTO metrics_bugs (pattern, error, file_path, ${context})
    SELECT 'pattern ' || (n.i % 50), 'e', 'file' || (n.i % 500) || '.ts', ${common} FROM ${numbers}`),
    )
    .execute(store.db);
  await sql
    .raw(
      day(`INSERT INTO metrics_code_generation (prompt, success, confidence, patterns_applied, ${context})
    SELECT 'p', ${pg ? 'n.i % 5 > 0' : 'n.i % 5 > 0'}, (n.i % 100) / 100.0,
           ${pg ? `jsonb_build_array('pattern ' || (n.i % 400))` : `json_array('pattern ' || (n.i % 400))`}, ${common} FROM ${numbers}`),
    )
    .execute(store.db);
  await sql
    .raw(
      day(`INSERT INTO rollup_daily
      (organization_id, kind, local_day, local_week, repository, environment, pattern, severity, category, events,
       occurrences, successes, failures, measured, measure_sum, size_sum)
    SELECT ${store.organizationId}, CASE WHEN n.i % 2 = 0 THEN 'bug' ELSE 'code_review' END,
           ${pg ? `TIMESTAMP '2026-01-01' + make_interval(days => n.i / 200)` : `strftime('%Y-%m-%d 00:00:00.000000', '2026-01-01', '+' || (n.i / 200) || ' days')`},
           '2026-03-02 00:00:00.000000', 'r' || n.i, '', '', '', '', 1, 1, 0, 0, 0, 0, 0 FROM ${numbers}`),
    )
    .execute(store.db);
}

describe.each(DIALECTS)('the indexes on %s', (dialect) => {
  let store: Store;
  beforeAll(async () => {
    store = await freshStore(dialect, { access: 'owner' });
    await fill(store);
    await sql`ANALYZE`.execute(store.db);
  });
  const index = dialect === 'sqlite' ? /USING (COVERING )?INDEX/ : /(Index (Only )?Scan|Bitmap Index Scan)/;
  const wholeTable = dialect === 'sqlite' ? /SCAN metrics_bugs$/m : /Seq Scan/;

  it('serve a range of time', async () => {
    const plan = await planOf(
      store,
      `SELECT count(*) FROM metrics_bugs WHERE timestamp >= '${FROM}' AND timestamp < '${TO}'`,
    );
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(wholeTable);
    if (dialect === 'postgresql')
      expect([...plan.matchAll(/ on (metrics_bugs_\w+)/g)].map((match) => match[1])).not.toContain(
        'metrics_bugs_y2026m02',
      );
  });

  it('serve one pattern over a range of time', async () => {
    const plan = await planOf(
      store,
      `SELECT count(*) FROM metrics_bugs WHERE pattern = 'pattern 3' AND timestamp >= '${FROM}' AND timestamp < '${TO}'`,
    );
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(wholeTable);
  });

  it('serve the newest events of a list without sorting all', async () => {
    const plan = await planOf(store, 'SELECT * FROM metrics_bugs ORDER BY timestamp DESC LIMIT 50');
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(dialect === 'sqlite' ? /TEMP B-TREE/ : /^\s*(->)?\s*Sort  /m);
  });

  it('serve one file, and one kind of roll-up over days', async () => {
    expect(await planOf(store, "SELECT * FROM metrics_bugs WHERE file_path = 'file7.ts'")).toMatch(index);
    const rollups = await planOf(
      store,
      `SELECT local_day, sum(occurrences) FROM rollup_daily
        WHERE organization_id = ${store.organizationId} AND kind = 'bug' AND local_day >= '${FROM}' AND local_day < '2026-03-14 00:00:00.000000' GROUP BY 1`,
    );
    expect(rollups).toMatch(dialect === 'sqlite' ? /USING PRIMARY KEY/ : index);
  });

  it('serve the first and the last day of the organization, whatever the roll-up holds', async () => {
    const plan = await planOf(store, recordedDaysQuery(store.organizationId).compile(store.db).sql);
    expect(plan).not.toMatch(dialect === 'sqlite' ? /SCAN rollup_daily|TEMP B-TREE/ : /Seq Scan|Sort  /);
    const { rows } = await sql<{ first: string; last: string }>`
      SELECT MIN(local_day) AS first, MAX(local_day) AS last FROM rollup_daily`.execute(store.db);
    expect([await recordedDays(store.db, store.organizationId)]).toEqual(rows);
  });

  it('are there for the time of every kind of event', async () => {
    for (const kind of EVENT_KINDS) {
      const { table, time } = KINDS[kind];
      const query = `SELECT 1 FROM ${table} WHERE organization_id = ${store.organizationId} AND ${time} >= '${FROM}' AND ${time} < '${TO}'`;
      const plan = await planOf(store, query, true);
      expect([kind, plan]).toEqual([kind, expect.stringMatching(index)]);
    }
  });
});

it('the index on the list of patterns serves who is above row-level security, and nobody else', async () => {
  const store = await freshStore('postgresql', { access: 'owner' });
  await fill(store);
  await sql`ANALYZE`.execute(store.db);
  const query = `SELECT count(*) FROM metrics_code_generation WHERE patterns_applied @> '["pattern 7"]'`;
  const { rows } = await sql.raw<{ 'QUERY PLAN': string }>(`EXPLAIN ${query}`).execute(store.db);
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Bitmap Index Scan on \w*patterns_applied/);
  // @> is not leakproof, so PostgreSQL tests the organization first (docs/decisions/0102). Charts by pattern read roll-ups.
  expect(await planOf(store, query)).not.toMatch(/patterns_applied_idx/);
});
