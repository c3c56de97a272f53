import type { Selectable } from 'kysely';
import type { Bundle, ObjectKind } from '../../model/assets.ts';
import { addAsset, allOf, emptyBundle } from '../../model/bundle.ts';
import type { Database } from '../../store/database.ts';
import type { Store } from '../../store/store.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import { sha256 } from '../../util/hash.ts';
import { instantText } from '../../util/instant.ts';
import { packageVersion } from '../../util/package-root.ts';
import { type ObjectEntry, type ObjectSet, objectSet } from '../normalise/normalise.ts';
import { sameJson } from '../plan/diff-values.ts';
import type { Live } from '../read/read-live.ts';

export interface Base {
  objects: ObjectSet;
  /** What the target said of each object's last change just after we applied it. */
  changedOn: Map<string, string>;
  /** Hash of an exported text -> the object that it was when it was read back after its apply. */
  known: Map<string, ObjectEntry>;
  /** Of the newest apply among them. */
  last: { at: string; gitSha: string | undefined; applyId: string };
}

/**
 * What was last applied to an environment; undefined when nothing is recorded. The record holds the assets as they were
 * sent: they are normalised now, as the other two sides are, so that a newer feedback-loop sees no drift of its own making.
 */
export const readBase = async (store: Store, environment: string, version: string): Promise<Base | undefined> =>
  baseOf(await baseRows(store, environment), version);

/** One object of the base, as it is kept. */
export type BaseRow = Omit<Selectable<Database['applied_objects']>, 'environment'>;

/** The record of an environment, oldest first. */
export const baseRows = (store: Store, environment: string): Promise<BaseRow[]> =>
  store.db
    .selectFrom('applied_objects')
    .select(['kind', 'uuid', 'name', 'hash', 'content', 'changed_on', 'live_hash', 'git_sha', 'apply_id', 'applied_at'])
    .where('environment', '=', environment)
    .orderBy('applied_at')
    .orderBy('uuid')
    .execute();

/** Whether a bundle is to the letter what is recorded: the same objects with the same content. */
export function isRecorded(rows: readonly BaseRow[], bundle: Bundle): boolean {
  const assets = allOf(bundle);
  const hashes = new Map(rows.map((row) => [row.uuid, row.hash]));
  return (
    assets.length === rows.length &&
    assets.every((asset) => hashes.get(asset.uuid.toLowerCase()) === sha256(canonicalJson(asset)))
  );
}

/** The same in the form in which it is compared; rows come oldest first. */
export function baseOf(rows: readonly BaseRow[], version: string): Base | undefined {
  const newest = rows.at(-1);
  if (!newest) return undefined;
  const bundle = emptyBundle();
  for (const row of rows) addAsset(bundle, row.kind as ObjectKind, JSON.parse(row.content));
  const objects = objectSet(bundle, version);
  const changedOn = new Map(
    rows.flatMap((row) => (row.changed_on === null ? [] : [[row.uuid, row.changed_on] as const])),
  );
  const prefix = readerPrefix(version);
  const known = new Map(
    rows.flatMap((row) => {
      const entry = objects.get(row.uuid);
      return entry && row.live_hash?.startsWith(prefix) ? [[row.live_hash.slice(prefix.length), entry] as const] : [];
    }),
  );
  const last = { at: newest.applied_at, gitSha: newest.git_sha ?? undefined, applyId: newest.apply_id };
  return { objects, changedOn, known, last };
}

/** Another feedback-loop or Superset may read the same text otherwise: then it is read again. */
const readerPrefix = (version: string): string => `${packageVersion()}/${version}/`;

/** An asset that a target now holds. */
export interface AppliedAsset {
  kind: ObjectKind;
  uuid: string;
  name: string;
  asset: Record<string, unknown>;
}

export interface BaseUpdate {
  environment: string;
  applyId: string;
  gitSha: string | undefined;
  record: readonly AppliedAsset[];
  /** UUIDs that are no longer ours. */
  forget: readonly string[];
  changedOn: ReadonlyMap<string, string>;
  /** What stands for the text that the target exported of an object; see `seenFacts`. */
  liveHashes: ReadonlyMap<string, string>;
  nowMs: number;
}

/** Puts a record in place of the one of an environment, in one transaction. */
export async function replaceBase(store: Store, environment: string, rows: readonly BaseRow[]): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.deleteFrom('applied_objects').where('environment', '=', environment).execute();
    for (const part of chunks(rows, 100)) {
      await tx
        .insertInto('applied_objects')
        .values(part.map((row) => ({ environment, ...row })))
        .execute();
    }
  });
}

/** Writes the base in one transaction: all of an apply or nothing of it. */
export async function writeBase(store: Store, update: BaseUpdate): Promise<void> {
  const { environment, record, forget } = update;
  const uuids = [...record.map((each) => each.uuid), ...forget];
  if (uuids.length === 0) return;
  await store.transaction(async (tx) => {
    for (const part of chunks(uuids, 200)) {
      await tx.deleteFrom('applied_objects').where('environment', '=', environment).where('uuid', 'in', part).execute();
    }
    for (const part of chunks(record, 100)) {
      const rows = part.map(({ kind, uuid, name, asset }) => {
        const text = canonicalJson(asset);
        return {
          environment,
          kind,
          uuid,
          name: name.slice(0, 500),
          hash: sha256(text),
          content: text,
          changed_on: update.changedOn.get(uuid) ?? null,
          live_hash: update.liveHashes.get(uuid) ?? null,
          git_sha: update.gitSha ?? null,
          apply_id: update.applyId,
          applied_at: instantText(update.nowMs),
        };
      });
      await tx.insertInto('applied_objects').values(rows).execute();
    }
  });
}

/**
 * What a base keeps of a target that was read after the apply: the times of change, and the hash of each exported text
 * that says to the letter what was expected (what a rule ignores is no such case).
 */
export function seenFacts(
  live: Live,
  expected: ObjectSet,
  version: string,
): Pick<BaseUpdate, 'changedOn' | 'liveHashes'> {
  const changedOn = new Map<string, string>();
  for (const [uuid, each] of live.listed ?? []) if (each.changedOn !== undefined) changedOn.set(uuid, each.changedOn);
  const liveHashes = new Map<string, string>();
  for (const [uuid, hash] of live.hashes) {
    const [is, wanted] = [live.objects.get(uuid), expected.get(uuid)];
    if (is && wanted && sameJson(is.content, wanted.content)) liveHashes.set(uuid, `${readerPrefix(version)}${hash}`);
  }
  return { changedOn, liveHashes };
}

/**
 * Remembers the texts of objects that are as the base has them and whose text it does not know (another version of ours
 * wrote it). The caller holds the lock.
 */
export async function rememberTexts(
  store: Store,
  { environment, base, live, version }: { environment: string; base: Base; live: Live; version: string },
): Promise<void> {
  const fresh = [...seenFacts(live, base.objects, version).liveHashes].filter(
    ([, hash]) => !base.known.has(hash.slice(readerPrefix(version).length)),
  );
  if (fresh.length === 0) return;
  await store.transaction(async (tx) => {
    for (const [uuid, hash] of fresh) {
      await tx
        .updateTable('applied_objects')
        .set({ live_hash: hash })
        .where('environment', '=', environment)
        .where('uuid', '=', uuid)
        .execute();
    }
  });
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}
