import type { AssetKind, Bundle, DeclaredAsset } from '../model/assets.ts';
import type { BundleText } from './compile/read-bundle.ts';
import type { ObjectEntry } from './normalise/normalise.ts';
import type { TargetAbilities } from './plan/plan-types.ts';
import type { ListedObject } from './read/lists.ts';

/** What a target holds of roles, rules, reports and embeddings. */
export interface DeclaredState {
  /** Of the wanted ones those that are there. */
  assets: DeclaredAsset[];
  listed: ListedObject[];
  abilities: TargetAbilities;
}

/** A place that dashboards are deployed to, as far as it can only be looked at: what plan and drift get. */
export interface TargetReader {
  /** For people: an address without secrets, or dir:PATH. */
  readonly address: string;
  /** Release of Superset whose behaviour it has, "6.1.0". */
  readonly version: string;
  /** Everything that is there. */
  export(): Promise<Bundle>;
  /** The same as the texts that were exported, unread: one that is known by its hash need not be read again. */
  exportTexts?(): Promise<BundleText[]>;
  /** The cheap lists: who changed what last, by UUID. */
  list(): Promise<Map<string, ListedObject>>;
  /** Those of `wanted` that are there: a target has many that are no concern of ours. `listed` saves asking for it. */
  declared(wanted: readonly ObjectEntry[], listed: Listed | undefined): Promise<DeclaredState>;
  close(): Promise<void>;
}

type Listed = ReadonlyMap<string, ListedObject>;

interface ImportOptions {
  /** Database UUID -> password. */
  passwords?: ReadonlyMap<string, string> | undefined;
}

/** The same with the means to write: only apply, prune and rollback get one. */
export interface Target extends TargetReader {
  /** Fetches what every write must show along; writes nothing. A write that finds it missing fetches it by itself. */
  prepare?(): Promise<void>;
  /** All of it or nothing. An absent key keeps its old value, as in Superset. */
  importAssets(bundle: Bundle, options?: ImportOptions): Promise<void>;
  /** The target's own check before anything is written. @throws Failure TARGET_REJECTED */
  check?(bundle: Bundle, options?: ImportOptions): Promise<void>;
  /** Gives written objects the owners back that they had before the import; answers which needed it. */
  restoreOwners?(written: ReadonlySet<string>, before: Listed, after: Listed): Promise<string[]>;
  /** Deletes objects; their order is the caller's care. */
  remove(objects: readonly { kind: AssetKind; uuid: string }[]): Promise<void>;
  /** Whether declared objects can be written, as far as that can be told before anything is. @throws Failure TARGET_REJECTED */
  checkDeclared?(assets: readonly DeclaredAsset[]): Promise<void>;
  /** Makes or replaces each; the assets they name are there by now. */
  writeDeclared(assets: readonly DeclaredAsset[]): Promise<void>;
  /** What is gone already counts as removed. */
  removeDeclared(assets: readonly DeclaredAsset[]): Promise<void>;
}
