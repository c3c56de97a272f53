import { existsSync, readFileSync } from 'node:fs';
import { Kysely, PostgresDialect } from 'kysely';
import { Client, type ClientConfig, Pool, type PoolClient, types } from 'pg';
import { Failure, messageOf } from '../../errors.ts';
import type { Database } from '../database.ts';
import { addressText, type PostgresqlAddress } from '../uri.ts';
import { codeOf, postgresqlFailure } from './failure.ts';
import { storeTypes } from './types.ts';

/** spec/3: 10 kept, 30 at most, checked before use, recycled after an hour. */
const POOL = { kept: 10, most: 30, lifetimeSeconds: 3_600, idleMs: 30_000 } as const;
/** A connection that was idle for longer is asked whether it still lives before it is used. */
const TRUSTED_MS = 100;
/** Oldest server that has security_invoker. */
const OLDEST = 15;

/** Settings of a session, given when the connection is made, so that no pool in between can mix them up. */
export type SessionSettings = Record<string, string | number | undefined>;

const sessionOptions = (settings: SessionSettings): string =>
  Object.entries({ TimeZone: 'UTC', search_path: 'metrics,api,gitops', ...settings })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `-c ${name}=${String(value).replace(/([\\ ])/g, '\\$1')}`)
    .join(' ');

type Tls = false | NonNullable<Exclude<ClientConfig['ssl'], boolean>>;

/** What sslmode means: require encrypts without checking who answers, unless there is a root certificate (as in libpq). */
function tlsOf(address: PostgresqlAddress): Tls {
  if (address.sslmode === 'disable' || address.sslmode === 'allow') return false;
  const read = (path: string | undefined): { value?: string } => {
    if (path === undefined) return {};
    if (!existsSync(path)) throw new Failure('FILE_MISSING', `the certificate file ${path} does not exist`);
    return { value: readFileSync(path, 'utf8') };
  };
  const ca = read(address.sslrootcert === 'system' ? undefined : address.sslrootcert).value;
  const cert = read(address.sslcert).value;
  const key = read(address.sslkey).value;
  const checked = address.sslmode.startsWith('verify') || (address.sslmode === 'require' && ca !== undefined);
  return {
    rejectUnauthorized: checked,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    // verify-ca asks who signed the certificate, not for which name.
    ...(address.sslmode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
}

function clientConfig(address: PostgresqlAddress, tls: Tls, settings: SessionSettings): ClientConfig {
  return {
    host: address.host,
    port: address.port,
    database: address.database,
    ...(address.user === undefined ? {} : { user: address.user }),
    ...(address.password === undefined ? {} : { password: address.password }),
    ssl: tls,
    connectionTimeoutMillis: address.connectTimeout * 1_000,
    options: sessionOptions(settings),
    application_name: 'feedback-loop',
    keepAlive: true,
    types: storeTypes(types),
  };
}

/** How this server is reached: the address, and the TLS that both sides agreed on. */
export interface Route {
  address: PostgresqlAddress;
  tls: Tls;
  /** For messages: without the password. */
  text: string;
}

/**
 * Opens one connection as the login itself, outside any pool, and finds out whether the server speaks TLS.
 * @throws Failure DB_UNREACHABLE, DB_REFUSED, DB_MISSING, DB_TOO_OLD
 */
export async function reach(address: PostgresqlAddress): Promise<{ client: Client; route: Route }> {
  const text = addressText(address);
  const attempt = async (tls: Tls): Promise<{ client: Client; route: Route }> => {
    const client = await connectClient({ address, tls, text });
    const major = Math.floor(Number((await client.query('SHOW server_version_num')).rows[0]?.server_version_num) / 1e4);
    if (major < OLDEST) {
      await client.end();
      throw new Failure('DB_TOO_OLD', `${text} is PostgreSQL ${major}`);
    }
    return { client, route: { address, tls, text } };
  };
  try {
    return await attempt(tlsOf(address));
  } catch (thrown) {
    const cause = thrown instanceof Failure ? thrown.cause : thrown;
    const noTls = /does not support SSL/i.test(messageOf(cause));
    if (address.sslmode === 'prefer' && noTls) return attempt(false);
    if (address.sslmode === 'allow' && codeOf(cause) === '28000') {
      return attempt(tlsOf({ ...address, sslmode: 'require' }));
    }
    if (noTls)
      throw new Failure('DB_UNREACHABLE', `${text} does not speak TLS, but sslmode=${address.sslmode} needs it`);
    throw thrown;
  }
}

/** One connection of its own, not from a pool. */
export async function connectClient(route: Route, settings: SessionSettings = {}): Promise<Client> {
  const client = new Client(clientConfig(route.address, route.tls, settings));
  // A connection that breaks while nobody waits for it must not end the process.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (thrown) {
    throw postgresqlFailure(thrown, route.text);
  }
  return client;
}

export interface PostgresqlPool {
  route: Route;
  /** A connection that was just seen alive. The caller releases it. */
  connect(): Promise<PoolClient>;
  db: Kysely<Database>;
  close(): Promise<void>;
}

interface PoolOptions {
  settings: SessionSettings;
  onNotice?: ((message: string) => void) | undefined;
  most?: number;
  kept?: number;
}

export function openPool(route: Route, options: PoolOptions): PostgresqlPool {
  const pool = new Pool({
    ...clientConfig(route.address, route.tls, options.settings),
    max: options.most ?? POOL.most,
    min: options.kept ?? POOL.kept,
    idleTimeoutMillis: POOL.idleMs,
    maxLifetimeSeconds: POOL.lifetimeSeconds,
    allowExitOnIdle: true,
  });
  const lastUsed = new WeakMap<PoolClient, number>();
  let lost = false;
  pool.on('error', (error) => {
    if (!lost) options.onNotice?.(`lost the connection to ${route.text} (${messageOf(error)}); will connect again`);
    lost = true;
  });
  // The pool hears of idle connections only: one that breaks under a statement fails that statement, not the process.
  pool.on('connect', (client) => void client.on('error', () => {}));
  pool.on('release', (_error, client) => lastUsed.set(client, performance.now()));
  const connect = async (): Promise<PoolClient> => {
    for (;;) {
      const client = await pool.connect().catch((thrown: unknown) => {
        throw postgresqlFailure(thrown, route.text);
      });
      const used = lastUsed.get(client);
      if (used === undefined || performance.now() - used < TRUSTED_MS || (await isAlive(client))) {
        if (lost) options.onNotice?.(`connected to ${route.text} again`);
        lost = false;
        return client;
      }
      client.release(true);
    }
  };
  return {
    route,
    connect,
    db: new Kysely<Database>({
      dialect: new PostgresDialect({ pool: guardedPool(connect, route.text, () => pool.end()) }),
    }),
    close: async () => {
      if (!pool.ended && !pool.ending) await pool.end();
    },
  };
}

const isAlive = (client: PoolClient): Promise<boolean> =>
  client.query('SELECT 1').then(
    () => true,
    () => false,
  );

type KyselyPool = Exclude<ConstructorParameters<typeof PostgresDialect>[0]['pool'], (...args: never[]) => unknown>;

/** What Kysely sees: errors come out as ours, and a broken connection does not go back into the pool. */
function guardedPool(connect: () => Promise<PoolClient>, text: string, end: () => Promise<void>): KyselyPool {
  return {
    end,
    connect: async () => {
      const client = await connect();
      let broken = false;
      const query = async (sql: unknown, parameters?: readonly unknown[]): Promise<unknown> => {
        try {
          return await client.query(sql as string, parameters as unknown[]);
        } catch (thrown) {
          const failure = postgresqlFailure(thrown, text);
          broken ||= failure.code === 'DB_UNREACHABLE';
          throw failure;
        }
      };
      return { query, release: () => client.release(broken) };
    },
  } as unknown as KyselyPool;
}
