import Database from 'better-sqlite3';
import type { SqlRunner, SqlValue } from '../../src/model/sql-runner.ts';

/** A runner over a small SQLite database in memory, made by `statements`. It stops nothing: only for our own charts. */
export function memoryRunner(statements: string): SqlRunner {
  const database = new Database(':memory:');
  database.exec(statements);
  return {
    dialect: 'sqlite',
    async run(sql) {
      const statement = database.prepare(sql).raw(true);
      const rows = statement.all() as SqlValue[][];
      return { columns: statement.columns().map(({ name }) => ({ name, coltype: 1 })), rows, ms: 0 };
    },
  };
}
