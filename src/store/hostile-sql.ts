import { Failure } from '../errors.ts';
import type { Dialect } from '../model/sql-runner.ts';
import { ANY_NAME, sqlWords } from './sql-words.ts';

/** Rows that one statement may answer; a chart shows far fewer. */
export const MOST_ROWS = 250_000;
/** Bytes that one statement may answer: the whole answer is in memory at once, ours and the database's. */
export const MOST_BYTES = 64 * 2 ** 20;
export const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Names that lead out of a SELECT: to files, to other sessions, to settings, to SQL in a string. The allow list of
 * relations and functions is the caller's (charts/sql); this is what the connection refuses whoever calls it.
 */
const REFUSED: Record<Dialect, RegExp> = {
  sqlite: /^(pragma_.*|load_extension|readfile|writefile|edit|fts3_tokenizer|sqlite_dbpage|fsdir|zipfile|attach)$/,
  postgresql:
    /^(set_config|.*_to_xml.*|ts_stat|ts_rewrite|crosstab.*|connectby|pg_export_snapshot|pg_stat_reset.*|pg_file_.*|dblink.*|lo_.*|loread|lowrite|pg_read_.*|pg_ls_.*|pg_stat_file|pg_sleep.*|pg_(terminate|cancel)_backend|pg_(try_)?advisory_.*|pg_notify|pg_reload_conf|pg_rotate_logfile|pg_logical_.*|pg_create_.*|pg_switch_.*|pg_promote|nextval|setval|pg_shadow|pg_authid)$/,
};

/** @throws Failure SQL_REFUSED unless the text begins as a query and names nothing that leads out of one */
export function refuseHostile(sql: string, dialect: Dialect): void {
  const words = sqlWords(sql, dialect);
  const first = words[0] ?? '';
  if (!['select', 'with', 'values'].includes(first)) {
    throw new Failure('SQL_REFUSED', `only a SELECT may run here, not ${first.toUpperCase() || 'an empty text'}`);
  }
  const refused = words.find((word) => word === ANY_NAME || REFUSED[dialect].test(word));
  if (refused === undefined) return;
  const what = refused === ANY_NAME ? 'an escaped name or a comment in a comment' : refused;
  throw new Failure('SQL_REFUSED', `${what} may not be used here`);
}

export const tooManyRows = (): Failure =>
  new Failure('DB_QUERY_FAILED', `the answer has more than ${MOST_ROWS} rows`, {
    hint: 'Add a row limit or a filter.',
  });

export const tooManyBytes = (): Failure =>
  new Failure('DB_QUERY_FAILED', `the answer is larger than ${MOST_BYTES / 2 ** 20} MiB`, {
    hint: 'Select fewer or shorter columns, or add a row limit.',
  });

export const timedOut = (timeoutMs: number): Failure =>
  new Failure('DB_TIMEOUT', `the statement ran longer than ${timeoutMs / 1_000} s and was stopped`);
