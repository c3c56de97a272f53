import { randomUUID } from 'node:crypto';
import { Failure } from '../../errors.ts';
import { sleep } from '../../http/retry.ts';
import type { Store } from '../../store/store.ts';
import { instantText } from '../../util/instant.ts';
import type { Actor } from './actor.ts';

export interface LockInfo {
  environment: string;
  id: string;
  owner: string;
  host: string;
  pid: number | null;
  ciUrl: string | null;
  operation: string;
  acquiredAt: string;
  heartbeatAt: string;
  expiresAt: string;
}

/** A lock without a sign of life for this long has lapsed: its process was killed or its machine is gone. */
const LIFETIME_MS = 90_000;
const HEARTBEAT_MS = 15_000;

interface LockOptions {
  store: Store;
  environment: string;
  operation: string;
  actor: Actor;
  now?: () => number;
  /** How long to wait for another one to finish, in milliseconds. */
  waitMs?: number;
  signal?: AbortSignal | undefined;
}

export interface HeldLock {
  readonly id: string;
  /** Throws Failure LOCKED when somebody has taken the lock away: then nothing more may be written. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the lock of an environment and keeps it alive until it is released.
 * @throws Failure LOCKED with who holds it
 */
export async function takeLock(options: LockOptions): Promise<HeldLock> {
  const now = options.now ?? Date.now;
  const deadline = now() + (options.waitMs ?? 0);
  for (;;) {
    const id = randomUUID();
    const holder = await tryTake(options, id, now());
    if (!holder) return held(options, id, now);
    if (now() >= deadline) throw lockedBy(holder);
    await sleep(Math.min(1_000, Math.max(0, deadline - now())), options.signal);
  }
}

/** Answers nothing when the lock is ours, otherwise who holds it. One statement decides, so two cannot both win. */
async function tryTake(options: LockOptions, id: string, nowMs: number): Promise<LockInfo | undefined> {
  const { store, environment, operation, actor } = options;
  const times = { heartbeat_at: instantText(nowMs), expires_at: instantText(nowMs + LIFETIME_MS) };
  const row = {
    lock_id: id,
    owner: actor.owner,
    host: actor.host,
    pid: actor.pid,
    ci_url: actor.ciUrl ?? null,
    operation,
    acquired_at: instantText(nowMs),
    ...times,
  };
  await store.db
    .insertInto('deploy_locks')
    .values({ environment, ...row })
    .onConflict((conflict) =>
      conflict.column('environment').doUpdateSet(row).where('deploy_locks.expires_at', '<', instantText(nowMs)),
    )
    .execute();
  const current = await readLock(store, environment);
  return current?.id === id ? undefined : current;
}

function held(options: LockOptions, id: string, now: () => number): HeldLock {
  const { store, environment } = options;
  const beat = async (): Promise<void> => {
    const nowMs = now();
    await store.db
      .updateTable('deploy_locks')
      .set({ heartbeat_at: instantText(nowMs), expires_at: instantText(nowMs + LIFETIME_MS) })
      .where('environment', '=', environment)
      .where('lock_id', '=', id)
      .execute();
  };
  // A heartbeat that fails is made good by the next; check() tells when the lock is really gone.
  const timer = setInterval(() => void beat().catch(() => {}), HEARTBEAT_MS);
  timer.unref();
  return {
    id,
    check: async () => {
      const current = await readLock(store, environment);
      if (current?.id === id) return;
      throw current ? lockedBy(current) : new Failure('LOCKED', `the lock of ${environment} was taken away from us`);
    },
    release: async () => {
      clearInterval(timer);
      await store.db
        .deleteFrom('deploy_locks')
        .where('environment', '=', environment)
        .where('lock_id', '=', id)
        .execute();
    },
  };
}

async function readLock(store: Store, environment: string): Promise<LockInfo | undefined> {
  return (await listLocks(store)).find((each) => each.environment === environment);
}

/** Every lock there is, lapsed ones among them. */
export async function listLocks(store: Store): Promise<LockInfo[]> {
  const rows = await store.db.selectFrom('deploy_locks').selectAll().orderBy('environment').execute();
  return rows.map((row) => ({
    environment: row.environment,
    id: row.lock_id,
    owner: row.owner,
    host: row.host,
    pid: row.pid,
    ciUrl: row.ci_url,
    operation: row.operation,
    acquiredAt: row.acquired_at,
    heartbeatAt: row.heartbeat_at,
    expiresAt: row.expires_at,
  }));
}

/**
 * Takes a lock away by its id, so that nobody removes another one than they saw.
 * @throws Failure NOT_FOUND
 */
export async function unlock(store: Store, id: string): Promise<void> {
  const done = await store.db.deleteFrom('deploy_locks').where('lock_id', '=', id).executeTakeFirst();
  if (Number(done.numDeletedRows) === 0) throw new Failure('NOT_FOUND', `there is no lock with the id ${id}`);
}

function lockedBy(lock: LockInfo): Failure {
  const run = lock.ciUrl ? `, ${lock.ciUrl}` : '';
  return new Failure(
    'LOCKED',
    `${lock.owner} on ${lock.host} (process ${lock.pid ?? '?'}${run}) holds the lock of ${lock.environment} for ${lock.operation} since ${lock.acquiredAt} UTC`,
    {
      hint: `Wait for it; it lapses by itself at ${lock.expiresAt} UTC when it is dead. To take it away: feedback-loop assets unlock --id ${lock.id}`,
    },
  );
}
