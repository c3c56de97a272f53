import type { Socket } from 'node:net';
import { type Client, type FieldDef, type PoolClient, Query } from 'pg';
import type { Failure } from '../../errors.ts';
import { COLTYPE, type SqlColumn, type SqlResult, type SqlRunner, type SqlValue } from '../../model/sql-runner.ts';
import {
  DEFAULT_TIMEOUT_MS,
  MOST_BYTES,
  MOST_ROWS,
  refuseHostile,
  timedOut,
  tooManyBytes,
  tooManyRows,
} from '../hostile-sql.ts';
import { connectClient, openPool, type PostgresqlPool, type Route, type SessionSettings } from './connection.ts';
import { postgresqlFailure } from './failure.ts';
import { OID, parseInstant, parseWhole } from './types.ts';

const CONNECTIONS = 10;
/** The server stops a statement by itself; a server that does not (it is sending, or gone) is left after this long. */
const GRACE_MS = 3_000;

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
      // Again and again: a wish that comes before the statement has begun stops nothing.
      let again: NodeJS.Timeout | undefined;
      const cancel = (): void => {
        cancelStatement(route, client).catch(() => {});
        again ??= setInterval(cancel, 500);
      };
      options.signal?.addEventListener('abort', cancel, { once: true });
      let broken = false;
      try {
        options.signal?.throwIfAborted();
        const limit = Math.ceil(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
        await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${limit}`);
        const guard = watched(client, limit);
        const result = await guard
          .until(runQuery(client, sql, () => cancelStatement(route, client)))
          .finally(() => guard.end());
        await client.query('ROLLBACK');
        return result;
      } catch (thrown) {
        const failure = postgresqlFailure(thrown, route.text);
        // A wish to stop may still be on its way: it must not meet the next statement of this connection.
        broken = failure.code === 'DB_UNREACHABLE' || socketOf(client).destroyed || options.signal?.aborted === true;
        if (!broken) await client.query('ROLLBACK').catch(() => (broken = true));
        options.signal?.throwIfAborted();
        throw failure;
      } finally {
        options.signal?.removeEventListener('abort', cancel);
        clearInterval(again);
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

const socketOf = (client: PoolClient): Socket =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream;

/**
 * Breaks the connection when a statement answers too much or too late. The driver takes in each row whole before it
 * tells of it, so a single value of a gigabyte must be stopped while it comes.
 */
function watched(client: PoolClient, limitMs: number): { until: <T>(work: Promise<T>) => Promise<T>; end: () => void } {
  const socket = socketOf(client);
  const before = socket.bytesRead;
  let leave: (failure: Failure) => void = () => {};
  const left = new Promise<never>((_resolve, reject) => {
    leave = (failure) => {
      reject(failure);
      socket.destroy();
    };
  });
  const onData = (): void => {
    if (socket.bytesRead - before > MOST_BYTES) leave(tooManyBytes());
  };
  const timer = setTimeout(() => leave(timedOut(limitMs)), limitMs + GRACE_MS);
  socket.on('data', onData);
  return {
    until: (work) => Promise.race([work, left]),
    end: () => {
      clearTimeout(timer);
      socket.off('data', onData);
    },
  };
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
