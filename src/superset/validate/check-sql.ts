import { checkExpression, checkSelect } from '../../charts/sql/guard.ts';
import { messageOf } from '../../errors.ts';
import type { Dialect } from '../../model/sql-runner.ts';
import type { YamlPath } from '../../util/yaml-document.ts';
import type { Report } from './report.ts';

/** Functions that only one of the two engines has; SQL that names one fails on the other. */
const ONLY: Readonly<Record<Dialect, readonly string[]>> = {
  postgresql:
    'date_trunc to_char string_agg array_agg percentile_cont percentile_disc split_part left right greatest least regexp_replace date_part age now make_date bool_and bool_or'.split(
      ' ',
    ),
  sqlite: 'strftime julianday datetime ifnull iif group_concat instr printf unixepoch total'.split(' '),
};

export type CheckSql = (what: 'select' | 'expression', sql: string, report: Report, path: YamlPath) => Promise<void>;

/** Checks SQL of a bundle: it parses, it only reads, its engine has the functions. The same text is parsed once. */
export function sqlChecker(dialect: Dialect): CheckSql {
  const other: Dialect = dialect === 'sqlite' ? 'postgresql' : 'sqlite';
  const foreign = new RegExp(`\\b(${ONLY[other].join('|')})\\s*\\(`, 'i');
  const known = new Map<string, Promise<string | undefined>>();
  const refusal = (what: 'select' | 'expression', sql: string): Promise<string | undefined> => {
    const key = `${what} ${sql}`;
    const answer =
      known.get(key) ??
      (what === 'select' ? checkSelect(sql, dialect) : checkExpression(sql, dialect)).then(() => undefined, messageOf);
    known.set(key, answer);
    return answer;
  };
  return async (what, sql, report, path) => {
    const lacking = foreign.exec(sql)?.[1];
    if (lacking !== undefined) {
      const engine = dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL';
      report(
        'FUNCTION_MISSING',
        'error',
        `${engine} has no function ${lacking}`,
        path,
        'Put it into a view, written for each engine, or choose by database.dialect.',
      );
    } else if (/\{[{%]/.test(sql)) {
      report(
        'SQL_JINJA',
        'note',
        "this SQL uses Superset's Jinja; it is not checked here",
        path,
        'Look at the chart in Superset.',
      );
    } else {
      const message = await refusal(what, sql);
      if (message !== undefined)
        report(
          'SQL_REFUSED',
          'warning',
          `the viewer will not run this SQL: ${message}`,
          path,
          'Use one SELECT, or one expression, over tables and views.',
        );
    }
  };
}
