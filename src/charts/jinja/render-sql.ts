import { Failure, messageOf } from '../../errors.ts';
import { type Node, parse, tokenize } from '../../util/jinja/jinja.ts';
import { type MacroContext, macros, SQL_FILTERS } from './macros.ts';
import { SqlSandbox } from './sql-sandbox.ts';

/** Evaluates the Jinja in SQL of a bundle. */
export interface SqlTemplates {
  render: (sql: string) => string;
  /** Columns whose filter the SQL took over with `remove_filter=True`. */
  removed: ReadonlySet<string>;
}

const TAG = /\{[{%#]/;

/**
 * Superset's Jinja in the SQL of datasets, metrics and filters, in the sandbox of our templates: no code, no prototype,
 * limited steps. What comes out is still checked as hostile SQL.
 */
export function sqlTemplates(context: MacroContext): SqlTemplates {
  const removed = new Set<string>();
  let sandbox: SqlSandbox | undefined;
  return {
    removed,
    render: (sql) => {
      if (!TAG.test(sql)) return sql;
      sandbox ??= new SqlSandbox(macros(context, removed), SQL_FILTERS);
      try {
        return sandbox.render(parse(tokenize(sql)) as Node, false);
      } catch (thrown) {
        if (thrown instanceof Failure) throw thrown;
        const message = thrown instanceof RangeError ? 'it nests too deeply' : messageOf(thrown);
        throw new Failure('CHART_UNSUPPORTED', `The Jinja in the SQL is not evaluated here: ${message}`, {
          where: { item: context.dataset.table_name },
          cause: thrown,
        });
      }
    },
  };
}
