// A process of its own for SQL that is not ours: better-sqlite3 cannot interrupt a statement, a process can be killed.
// Plain JavaScript, because Node starts this file itself. Messages: {path} opens, {sql, mostRows, mostBytes} runs.
import { Worker } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

/** @type {import('better-sqlite3').Database | undefined} */
let database;

// While a statement runs this thread hears nothing. A second thread sees when the parent is gone, or when a statement
// takes memory without end (SQLite's own limit is compiled out), and ends everything: SIGUSR2 tells the parent which.
const watch = `
  const parent = ${process.ppid};
  const mostBytes = 1.5 * 2 ** 30;
  setInterval(() => {
    try { process.kill(parent, 0); } catch { process.kill(process.pid, 'SIGKILL'); }
    if (process.memoryUsage.rss() > mostBytes) process.kill(process.pid, 'SIGUSR2');
  }, 100);
`;
new Worker(watch, { eval: true }).unref();

const whole = (value) => {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  return Buffer.isBuffer(value) ? value.toString('hex') : value;
};

const sizeOf = (value) => (typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 8);

function run({ sql, mostRows, mostBytes }) {
  const started = performance.now();
  const statement = database.prepare(sql);
  if (!statement.reader || !statement.readonly) return { refused: 'only a SELECT may run here' };
  const columns = statement.columns().map(({ name, type }) => ({ name, type }));
  const rows = [];
  let bytes = 0;
  for (const row of statement.safeIntegers().raw().iterate()) {
    if (rows.length === mostRows) return { tooMany: true };
    for (const value of row) bytes += sizeOf(value);
    if (bytes > mostBytes) return { tooLarge: true };
    rows.push(row.map(whole));
  }
  return { columns, rows, ms: performance.now() - started };
}

process.on('message', (message) => {
  try {
    if (message.path !== undefined) {
      database = new BetterSqlite3(message.path, { readonly: true, fileMustExist: true, timeout: 5000 });
      database.pragma('mmap_size = 268435456');
      database.pragma('temp_store = MEMORY');
      database.pragma('trusted_schema = OFF');
      return;
    }
    process.send(run(message));
  } catch (error) {
    const refused = error instanceof RangeError ? error.message : undefined;
    process.send(refused ? { refused } : { error: { code: error.code ?? '', message: error.message } });
  }
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
