import { expect, it } from 'vitest';
import { openTestStore } from '../support/databases.ts';
import { startPostgres } from '../support/postgres-server.ts';

it('a store whose server goes away says so, and works again when the server is back', async () => {
  const server = await startPostgres();
  try {
    const notices: string[] = [];
    const store = await openTestStore({ uri: server.uri, migrate: true, onNotice: (message) => notices.push(message) });
    expect(await store.dataVersion()).toBe(0);
    await server.pause();
    await expect(store.dataVersion()).rejects.toMatchObject({ code: 'DB_UNREACHABLE', exitCode: 10 });
    await server.resume();
    expect(await store.dataVersion()).toBe(0);
    expect(notices.join('\n')).toMatch(/lost the connection[\s\S]*again/);
    await store.close();
  } finally {
    await server.stop();
  }
});
