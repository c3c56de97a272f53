import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openStore } from '../src/store/open.ts';

export interface Figure {
  seconds: number;
  peakKb?: number;
}

export async function emptyDatabase(uri: string): Promise<void> {
  const store = await openStore({ uri, organization: 'default', access: 'owner', create: true, migrate: true });
  await store.close();
}

/** Ingests a file in a process of its own; answers its time and its peak memory. */
export function ingestChild(file: string, uri: string): Figure {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'ingest-child.js'), file], {
    input: uri,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error('ingest failed');
  return JSON.parse(child.stdout) as Figure;
}

export const megabytes = (kb: number): string => `${Math.round(kb / 1024)} MB`;
