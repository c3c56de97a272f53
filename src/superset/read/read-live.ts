import { type Bundle, isDeclaredKind } from '../../model/assets.ts';
import { emptyBundle } from '../../model/bundle.ts';
import { sha256 } from '../../util/hash.ts';
import { type BundleText, parseAsset, parseBundle } from '../compile/read-bundle.ts';
import { type ObjectEntry, type ObjectSet, objectSet } from '../normalise/normalise.ts';
import type { DeclaredState, TargetReader } from '../target.ts';
import type { ListedObject } from './lists.ts';

/** Everything the target holds, as far as this login sees it. */
export interface Live {
  /** As exported: what a backup keeps. Read on demand where the texts are known. */
  readonly bundle: Bundle;
  /** Normalised: what a comparison sees. */
  objects: ObjectSet;
  /** Numbers on this server, who changed what, owners. Undefined: not asked for yet. */
  listed: Map<string, ListedObject> | undefined;
  /** UUID -> hash of its exported text, where the target exports texts. */
  hashes: ReadonlyMap<string, string>;
  /** The declared objects that were looked for, and what the target can do with them; undefined when there were none. */
  declared?: { wanted: readonly ObjectEntry[]; state: DeclaredState } | undefined;
}

interface ReadOptions {
  /** Hash of an exported text -> the object that it was when it was applied and read back. */
  known?: ReadonlyMap<string, ObjectEntry> | undefined;
  /**
   * Whether the lists are wanted, too: who changed what, owners. Those that are read `before` tell times of change that are
   * no later than what is exported then: only they may be recorded.
   */
  lists: boolean | 'before';
  /** Of what is declared only these are read: a target has many roles and reports that are no concern of ours. */
  wanted?: Iterable<ObjectEntry> | undefined;
}

/**
 * Reads the target. A text that is the same to the byte as one that was read back after an apply is not read again.
 * @throws Failure TARGET_*, BUNDLE_INVALID
 */
export async function readLive(target: TargetReader, options: ReadOptions): Promise<Live> {
  const wanted = declaredOnes(options.wanted ?? []);
  // Without lists there is nothing to wait for: both are asked at once.
  if (options.lists === false && wanted.length > 0) {
    const [live, state] = await Promise.all([readAssets(target, options), target.declared(wanted, undefined)]);
    return joined(live, { wanted, state }, target.version);
  }
  return withDeclared(target, await readAssets(target, options), wanted);
}

async function readAssets(target: TargetReader, { known, lists }: ReadOptions): Promise<Live> {
  const listing = lists === 'before' ? await target.list() : lists ? target.list() : undefined;
  if (!target.exportTexts) {
    const [bundle, listed] = await Promise.all([target.export(), listing]);
    return { bundle, objects: objectSet(bundle, target.version), listed, hashes: new Map() };
  }
  const [texts, listed] = await Promise.all([target.exportTexts(), listing]);
  return liveOfTexts(texts, target, known ?? new Map(), listed);
}

/** With those of the wanted declared objects that the target holds. @throws Failure TARGET_* */
export async function withDeclared(target: TargetReader, live: Live, all: Iterable<ObjectEntry>): Promise<Live> {
  const wanted = declaredOnes(all);
  if (wanted.length === 0) return live;
  return joined(live, { wanted, state: await target.declared(wanted, live.listed) }, target.version);
}

const declaredOnes = (all: Iterable<ObjectEntry>): ObjectEntry[] => [
  ...new Map([...all].filter((each) => isDeclaredKind(each.kind)).map((each) => [each.uuid, each])).values(),
];

function joined(live: Live, declared: NonNullable<Live['declared']>, version: string): Live {
  const { assets } = declared.state;
  return {
    get bundle() {
      return { ...live.bundle, declared: assets };
    },
    objects: new Map([...live.objects, ...objectSet({ ...emptyBundle(), declared: assets }, version)]),
    listed: live.listed,
    hashes: live.hashes,
    declared,
  };
}

function liveOfTexts(
  texts: readonly BundleText[],
  target: TargetReader,
  known: ReadonlyMap<string, ObjectEntry>,
  listed: Live['listed'],
): Live {
  const hashes = new Map<string, string>();
  const same: ObjectEntry[] = [];
  const parsed = emptyBundle();
  for (const text of texts) {
    const hash = sha256(text.text);
    const entry = known.get(hash);
    if (entry) same.push(entry);
    const read = entry ? undefined : parseAsset(text, target.address);
    if (read) (parsed[`${read.kind}s`] as unknown[]).push(read.asset);
    const uuid = entry?.uuid ?? read?.asset.uuid;
    if (uuid !== undefined) hashes.set(uuid, hash);
  }
  let whole: Bundle | undefined = same.length === 0 ? parsed : undefined;
  return {
    get bundle() {
      whole ??= parseBundle(texts, target.address);
      return whole;
    },
    objects: objectSet(parsed, target.version, same),
    listed,
    hashes,
  };
}

/** An export this old, in milliseconds, says too little of now: others may have changed something since. */
const STALE_MS = 10_000;

/**
 * A target that is already asked for its export, its lists or both, so that other work can go on meanwhile. Whoever then asks
 * for them first gets these answers, and hears of their failure.
 */
export function startReading<T extends TargetReader>(
  target: T,
  what: { export?: boolean; lists?: boolean } = { export: true },
): T {
  const texts = target.exportTexts && begun(() => target.exportTexts?.() ?? Promise.resolve([]), what.export === true);
  const list = begun(() => target.list(), what.lists === true);
  if (!texts) return { ...target, list };
  return { ...target, list, exportTexts: texts, export: async () => parseBundle(await texts(), target.address) };
}

function begun<T>(ask: () => Promise<T>, now: boolean): () => Promise<T> {
  const start = performance.now();
  let first = now ? ask() : undefined;
  first?.catch(() => {});
  return () => {
    const answer = first && performance.now() - start < STALE_MS ? first : ask();
    first = undefined;
    return answer;
  };
}
