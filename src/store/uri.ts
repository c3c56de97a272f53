import { isAbsolute, resolve } from 'node:path';
import { Failure } from '../errors.ts';
import { redactUrl } from '../util/redact-url.ts';

/** How much of TLS the address asks for, as libpq names it. */
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type SslMode = (typeof SSL_MODES)[number];

export interface SqliteAddress {
  dialect: 'sqlite';
  /** Absolute path. */
  path: string;
}

export interface PostgresqlAddress {
  dialect: 'postgresql';
  host: string;
  port: number;
  database: string;
  user: string | undefined;
  password: string | undefined;
  sslmode: SslMode;
  /** Paths of the certificate files, as in libpq. */
  sslrootcert: string | undefined;
  sslcert: string | undefined;
  sslkey: string | undefined;
  /** Seconds to wait for a connection. */
  connectTimeout: number;
}

export type DatabaseAddress = SqliteAddress | PostgresqlAddress;

const DEFAULT_CONNECT_TIMEOUT = 10;

/**
 * Reads a database address as SQLAlchemy and the spec write it: `sqlite:////abs.db`, `sqlite:///relative.db` (from
 * `cwd`), `postgresql://host/name?sslmode=require`, with or without a driver (`postgresql+psycopg2`).
 * @throws Failure DB_URI_INVALID; the message never holds the password
 */
export function parseDatabaseUri(uri: string, cwd = '.'): DatabaseAddress {
  const scheme = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === 'sqlite') return sqliteAddress(uri, cwd);
  if (scheme === 'postgresql' || scheme === 'postgres') return postgresqlAddress(uri);
  throw new Failure('DB_URI_INVALID', `${redactUrl(uri) || 'an empty text'} is no address of a database`);
}

function sqliteAddress(uri: string, cwd: string): SqliteAddress {
  const rest = uri.replace(/^[^:]*:/, '');
  const withoutSlashes = rest.startsWith('///') ? rest.slice(3) : rest;
  const path = decodeURIComponent(withoutSlashes.split('?')[0] ?? '');
  if (path === '' || path === ':memory:' || path.startsWith('//')) {
    throw new Failure('DB_URI_INVALID', `${uri} names no file`);
  }
  return { dialect: 'sqlite', path: isAbsolute(path) ? path : resolve(cwd, path) };
}

function postgresqlAddress(uri: string): PostgresqlAddress {
  let url: URL;
  try {
    // The URL class reads host and port only of schemes it knows.
    url = new URL(uri.replace(/^[^:]*:/, 'http:').replace(/(\/\/|@)\//, '$1localhost/'));
  } catch (cause) {
    const hint = 'A password with @ : / # ? must be percent-encoded.';
    throw new Failure('DB_URI_INVALID', `${redactUrl(uri)} is no address of a database`, { hint, cause });
  }
  const option = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const sslmode = option('sslmode') ?? 'prefer';
  if (!isSslMode(sslmode)) {
    throw new Failure('DB_URI_INVALID', `sslmode=${sslmode} is not one of ${SSL_MODES.join(', ')}`);
  }
  const database = decodeURIComponent(url.pathname.slice(1));
  if (database === '') throw new Failure('DB_URI_INVALID', `${redactUrl(uri)} names no database`);
  return {
    dialect: 'postgresql',
    host: option('host') ?? (decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '') || 'localhost'),
    port: Number(option('port') ?? (url.port || 5432)),
    database,
    user: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    sslmode,
    sslrootcert: option('sslrootcert'),
    sslcert: option('sslcert'),
    sslkey: option('sslkey'),
    connectTimeout: Number(option('connect_timeout') ?? DEFAULT_CONNECT_TIMEOUT),
  };
}

const isSslMode = (word: string): word is SslMode => (SSL_MODES as readonly string[]).includes(word);

/** The address without its password: for messages. */
export const addressText = (address: DatabaseAddress): string =>
  address.dialect === 'sqlite'
    ? address.path
    : `postgresql://${address.user ? `${address.user}@` : ''}${address.host}:${address.port}/${address.database}`;
