import type { Store } from '../../store/store.ts';
import { instantText } from '../../util/instant.ts';
import { chunks } from './base.ts';

interface JournalEntry {
  step: string;
  status: 'started' | 'done' | 'failed';
  kind?: string | undefined;
  uuid?: string | undefined;
  /** The asset as the target held it, as exported; null when it was not there. */
  before?: unknown;
  detail?: unknown;
}

export interface Journal {
  readonly applyId: string;
  write(entries: readonly JournalEntry[]): Promise<void>;
}

/** The journal of one apply. What it says was started and never done, was interrupted. */
export function openJournal(options: {
  store: Store;
  applyId: string;
  environment: string;
  actor: string;
  now: () => number;
}): Journal {
  const { store, applyId, environment, actor, now } = options;
  return {
    applyId,
    write: async (entries) => {
      const at = instantText(now());
      const rows = entries.map((entry) => ({
        apply_id: applyId,
        environment,
        step: entry.step,
        status: entry.status,
        kind: entry.kind ?? null,
        uuid: entry.uuid ?? null,
        before: entry.before === undefined ? null : JSON.stringify(entry.before),
        detail: entry.detail === undefined ? null : JSON.stringify(entry.detail),
        actor,
        at,
      }));
      for (const part of chunks(rows, 100)) await store.db.insertInto('apply_journal').values(part).execute();
    },
  };
}

export interface AppliedStep extends JournalEntry {
  id: number;
  applyId: string;
  actor: string | undefined;
  at: string;
}

/** The journal of an environment, newest apply first; within an apply in the order of writing. */
export async function readJournal(store: Store, environment: string, applyId?: string): Promise<AppliedStep[]> {
  let query = store.db.selectFrom('apply_journal').selectAll().where('environment', '=', environment);
  if (applyId !== undefined) query = query.where('apply_id', '=', applyId);
  const rows = await query.orderBy('id').execute();
  return rows.map((row) => ({
    id: Number(row.id),
    applyId: row.apply_id,
    step: row.step,
    status: row.status,
    kind: row.kind ?? undefined,
    uuid: row.uuid ?? undefined,
    before: row.before === null ? undefined : JSON.parse(row.before),
    detail: row.detail === null ? undefined : JSON.parse(row.detail),
    actor: row.actor ?? undefined,
    at: row.at,
  }));
}

export interface ApplySummary {
  applyId: string;
  at: string;
  actor: string | undefined;
  target: string | undefined;
  status: 'done' | 'failed' | 'interrupted';
  objects: number;
}

/** Every apply of an environment, newest first. */
export async function listApplies(store: Store, environment: string): Promise<ApplySummary[]> {
  const steps = await readJournal(store, environment);
  const byApply = new Map<string, AppliedStep[]>();
  for (const step of steps) byApply.set(step.applyId, [...(byApply.get(step.applyId) ?? []), step]);
  const found = [...byApply.values()].flatMap((own): ApplySummary[] => {
    const first = own.find((step) => step.step === 'apply');
    if (!first) return [];
    const ends = own.filter((step) => step.step === 'apply' && step.status !== 'started');
    const target = (first.detail as { target?: string } | undefined)?.target;
    const objects = own.filter((step) => step.status === 'started' && step.step !== 'apply').length;
    const status = (ends.at(-1)?.status as 'done' | 'failed' | undefined) ?? 'interrupted';
    return [{ applyId: first.applyId, at: first.at, actor: first.actor, target, status, objects }];
  });
  return found.reverse();
}
