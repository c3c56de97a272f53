import { Failure } from '../../errors.ts';
import type { Bundle, DatasetAsset } from '../../model/assets.ts';
import type { Dialect } from '../../model/sql-runner.ts';

const NAMES: Readonly<Record<Dialect, string>> = { sqlite: 'SQLite', postgresql: 'PostgreSQL' };

const EXPLAINED: ReadonlySet<string> = new Set(['DB_QUERY_FAILED', 'SQL_REFUSED']);

/** `postgresql+psycopg2://…` -> `postgresql`; undefined for what is no address. */
const engineOf = (uri: unknown): string | undefined =>
  typeof uri === 'string' ? /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:/i.exec(uri)?.[1]?.toLowerCase() : undefined;

/**
 * What the database refused, with the likely reason: a table that the data lack, or SQL that was written for another
 * engine. Anything else is answered as it came.
 */
export function explainForeign(thrown: unknown, bundle: Bundle, dataset: DatasetAsset, dialect: Dialect): unknown {
  if (!(thrown instanceof Failure) || !EXPLAINED.has(thrown.code)) return thrown;
  const explained = (hint: string): Failure =>
    new Failure(thrown.code, thrown.message, { ...(thrown.where ? { where: thrown.where } : {}), hint, cause: thrown });
  if (/no such table|relation .* does not exist/i.test(thrown.message)) {
    return explained(`The data that were given lack this table: see --data, and the dataset ${dataset.table_name}.`);
  }
  const database = bundle.databases.find(({ uuid }) => uuid === dataset.database_uuid);
  const engine = engineOf(database?.sqlalchemy_uri);
  const same = engine === undefined || (engine === 'postgres' ? 'postgresql' : engine) === dialect;
  if (same) return thrown;
  const origin = `The SQL of ${database?.database_name ?? 'this bundle'} was written for ${engine}`;
  return explained(
    thrown.code === 'SQL_REFUSED'
      ? `${origin}; here it may use what SQLite and PostgreSQL have, and functions that are known to be harmless.`
      : `${origin}; it was asked of ${NAMES[dialect]}. Give data of the kind it was written for.`,
  );
}
