import { type Client, type FieldDef, type PoolClient, Query } from 'pg';
import { COLTYPE, type SqlColumn, type SqlResult, type SqlRunner, type SqlValue } from '../../model/sql-runner.ts';
import { DEFAULT_TIMEOUT_MS, MOST_ROWS, refuseHostile, tooManyRows } from '../hostile-sql.ts';
import { connectClient, openPool, type PostgresqlPool, type Route, type SessionSettings } from './connection.ts';
import { postgresqlFailure } from './failure.ts';
import { OID, parseInstant, parseWhole } from './types.ts';

const CONNECTIONS = 10;

export interface PostgresqlRunner extends SqlRunner {
  close(): Promise<void>;
}

/** Runs SELECTs in read-only transactions of a pool of their own, as the role that `settings` names. */
export function postgresqlRunner(route: Route, settings: SessionSettings): PostgresqlRunner {
  let pool: PostgresqlPool | undefined;
  const open = (): PostgresqlPool => {
    pool ??= openPool(route, {
      // The guard reads strings as the standard has them; so must the server.
      settings: { ...settings, default_transaction_read_only: 'on', standard_conforming_strings: 'on' },
      most: CONNECTIONS,
      kept: 0,
    });
    return pool;
  };
  return {
    dialect: 'postgresql',
    run: async (sql, options = {}) => {
      refuseHostile(sql, 'postgresql');
      options.signal?.throwIfAborted();
      const client = await open().connect();
      const cancel = (): void => void cancelStatement(route, client).catch(() => {});
      options.signal?.addEventListener('abort', cancel, { once: true });
      let broken = false;
      try {
        const limit = Math.ceil(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
        await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${limit}`);
        const result = await runQuery(client, sql, () => cancelStatement(route, client));
        await client.query('ROLLBACK');
        return result;
      } catch (thrown) {
        const failure = postgresqlFailure(thrown, route.text);
        broken = failure.code === 'DB_UNREACHABLE';
        if (!broken) await client.query('ROLLBACK').catch(() => (broken = true));
        options.signal?.throwIfAborted();
        throw failure;
      } finally {
        options.signal?.removeEventListener('abort', cancel);
        client.release(broken);
      }
    },
    close: async () => pool?.close(),
  };
}

/** Asks the server to stop what `client` runs; from another connection, as the login, for the viewer may not. */
async function cancelStatement(route: Route, client: PoolClient): Promise<void> {
  const other: Client = await connectClient(route);
  try {
    await other.query('SELECT pg_cancel_backend($1)', [(client as unknown as { processID: number }).processID]);
  } finally {
    await other.end();
  }
}

/** One statement (the extended protocol takes no more), its rows as arrays, stopped when there are too many. */
function runQuery(client: PoolClient, sql: string, cancel: () => Promise<void>): Promise<SqlResult> {
  const started = performance.now();
  const config = { text: sql, rowMode: 'array', queryMode: 'extended', types: { getTypeParser: parserOf } };
  const query = new Query(config as unknown as ConstructorParameters<typeof Query>[0]);
  const rows: SqlValue[][] = [];
  return new Promise((resolve, reject) => {
    let full = false;
    query.on('row', (row: unknown) => {
      if (rows.length < MOST_ROWS) rows.push(row as SqlValue[]);
      else if (!full) {
        full = true;
        cancel().catch(() => {});
      }
    });
    query.on('error', (error) => reject(full ? tooManyRows() : error));
    query.on('end', (result) => {
      if (full) return reject(tooManyRows());
      const columns = (result as unknown as { fields: FieldDef[] }).fields.map(columnOf);
      resolve({ columns, rows, ms: performance.now() - started });
    });
    client.query(query);
  });
}

const NUMBERS = new Set<number>([OID.int2, OID.int4, OID.int8, OID.float4, OID.float8, OID.numeric]);
const TIMES = new Set<number>([OID.date, OID.timestamp, OID.timestamptz]);

function columnOf({ name, dataTypeID }: FieldDef): SqlColumn {
  if (NUMBERS.has(dataTypeID)) return { name, coltype: COLTYPE.numeric };
  if (TIMES.has(dataTypeID)) return { name, coltype: COLTYPE.temporal };
  return { name, coltype: dataTypeID === OID.bool ? COLTYPE.boolean : COLTYPE.string };
}

type Parser = (text: string) => SqlValue;

function parserOf(oid: number): Parser {
  if (NUMBERS.has(oid)) return parseNumber;
  if (TIMES.has(oid)) return parseMs;
  if (oid === OID.bool) return (text) => text === 't';
  return (text) => text;
}

function parseNumber(text: string): number | bigint | null {
  if (/^-?\d+$/.test(text)) return parseWhole(text);
  const number = Number(text);
  // NaN and infinity have no place in JSON nor on an axis.
  return Number.isFinite(number) ? number : null;
}

function parseMs(text: string): number | null {
  const instant = parseInstant(text);
  const ms = Date.parse(`${instant.slice(0, 10)}T${instant.slice(11, 23)}Z`);
  return Number.isNaN(ms) ? null : ms;
}
