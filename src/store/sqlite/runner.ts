import { type ChildProcess, fork } from 'node:child_process';
import { Failure } from '../../errors.ts';
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
import { sqliteFailure } from './failure.ts';

const CHILD = new URL('./runner-child.mjs', import.meta.url);
/** Starting one takes tens of milliseconds, so they are kept; two are as many as can be busy on a small machine. */
const PROCESSES = 2;
/** Who waits this long gets a process more, so that one page with slow charts does not keep all others waiting. */
const PATIENCE_MS = 500;
const MOST_PROCESSES = 6;

interface Answer {
  columns?: { name: string; type: string | null }[];
  rows?: SqlValue[][];
  ms?: number;
  refused?: string;
  tooMany?: boolean;
  tooLarge?: boolean;
  error?: { code: string; message: string };
}

export interface SqliteRunner extends SqlRunner {
  close(): void;
}

/** Runs SELECTs on a file in child processes that read only and are killed when a statement takes too long. */
export function sqliteRunner(path: string): SqliteRunner {
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();
  const waiting: ((child: ChildProcess) => void)[] = [];
  let closed = false;

  const start = (): ChildProcess => {
    const child = fork(CHILD, {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=1024'],
      // It runs SQL of others, and needs nothing that our environment holds.
      env: {},
    });
    all.add(child);
    child.once('exit', () => forget(child));
    child.once('error', () => forget(child));
    child.send({ path });
    return child;
  };
  const forget = (child: ChildProcess): void => {
    if (!all.delete(child)) return;
    const at = idle.indexOf(child);
    if (at >= 0) idle.splice(at, 1);
    const next = waiting.shift();
    if (next && !closed) next(start());
  };
  const take = (timeoutMs: number): Promise<ChildProcess> | ChildProcess => {
    const child = idle.pop();
    if (child) return child;
    if (all.size < PROCESSES) return start();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const at = waiting.indexOf(waiter);
        if (at >= 0) waiting.splice(at, 1);
        clearTimeout(more);
        clearTimeout(late);
      };
      const waiter = (given: ChildProcess): void => {
        leave();
        resolve(given);
      };
      const more = setTimeout(() => {
        if (!closed && all.size < MOST_PROCESSES) waiter(start());
      }, PATIENCE_MS);
      const late = setTimeout(() => {
        leave();
        reject(busy(timeoutMs));
      }, timeoutMs);
      waiting.push(waiter);
    });
  };
  const giveBack = (child: ChildProcess): void => {
    if (child.killed || !child.connected) return forget(child);
    const next = waiting.shift();
    if (next) return next(child);
    if (all.size > PROCESSES) {
      forget(child);
      child.kill('SIGKILL');
      return;
    }
    // An idle child must not keep the program alive.
    child.unref();
    child.channel?.unref();
    idle.push(child);
  };

  return {
    dialect: 'sqlite',
    run: async (sql, options = {}) => {
      refuseHostile(sql, 'sqlite');
      if (closed) throw new Failure('DB_QUERY_FAILED', `${path} was closed`);
      options.signal?.throwIfAborted();
      const child = await take(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      child.ref();
      child.channel?.ref();
      try {
        options.signal?.throwIfAborted();
        return resultOf(await ask(child, sql, options), path);
      } finally {
        giveBack(child);
      }
    },
    close: () => {
      closed = true;
      for (const child of all) child.kill('SIGKILL');
    },
  };
}

function ask(child: ChildProcess, sql: string, options: { signal?: AbortSignal; timeoutMs?: number }): Promise<Answer> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  return new Promise((resolve, reject) => {
    const stop = (reason: unknown): void => {
      child.kill('SIGKILL');
      done(() => reject(reason));
    };
    const timer = setTimeout(() => stop(timedOut(timeoutMs)), timeoutMs);
    const onAbort = (): void => stop(options.signal?.reason);
    const onExit = (_code: number | null, signal: string | null): void => done(() => reject(ended(signal)));
    const onMessage = (answer: unknown): void => done(() => resolve(answer as Answer));
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      child.off('exit', onExit).off('message', onMessage);
      settle();
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });
    child.once('exit', onExit).once('message', onMessage);
    child.send({ sql, mostRows: MOST_ROWS, mostBytes: MOST_BYTES });
  });
}

const busy = (timeoutMs: number): Failure =>
  new Failure('DB_TIMEOUT', `the statement waited longer than ${timeoutMs / 1_000} s for those of others`);

/** Why the process is gone: it sends itself SIGUSR2 when a statement takes too much memory. */
const ended = (signal: string | null): Failure =>
  new Failure(
    'DB_QUERY_FAILED',
    signal === 'SIGUSR2'
      ? 'the statement took more than 1.5 GiB of memory and was stopped'
      : 'the process that ran the SQL ended, which a value too large for it does',
  );

function resultOf(answer: Answer, path: string): SqlResult {
  if (answer.refused !== undefined) throw new Failure('SQL_REFUSED', answer.refused);
  if (answer.tooMany) throw tooManyRows();
  if (answer.tooLarge) throw tooManyBytes();
  if (answer.error) throw sqliteFailure(Object.assign(new Error(answer.error.message), answer.error), path);
  const rows = answer.rows ?? [];
  const columns = (answer.columns ?? []).map(({ name, type }, index) => ({
    name,
    coltype: coltypeOf(type, rows, index),
  }));
  return { columns, rows, ms: answer.ms ?? 0 };
}

/** As Superset sees it: a declared time is temporal, otherwise the values say what the column is. */
function coltypeOf(declared: string | null, rows: readonly SqlValue[][], index: number): SqlColumn['coltype'] {
  if (declared !== null && /^(DATE|TIME)/i.test(declared)) return COLTYPE.temporal;
  const value = rows.find((row) => row[index] !== null)?.[index];
  return typeof value === 'number' || typeof value === 'bigint' ? COLTYPE.numeric : COLTYPE.string;
}
