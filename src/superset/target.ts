import type { AssetKind, Bundle } from '../model/assets.ts';
import type { BundleText } from './compile/read-bundle.ts';
import type { ListedObject } from './read/lists.ts';

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
  close(): Promise<void>;
}

type Listed = ReadonlyMap<string, ListedObject>;

interface ImportOptions {
  /** Database UUID -> password. */
  passwords?: ReadonlyMap<string, string> | undefined;
}

/** The same with the means to write: only apply, prune and rollback get one. */
export interface Target extends TargetReader {
  /** All of it or nothing. An absent key keeps its old value, as in Superset. */
  importAssets(bundle: Bundle, options?: ImportOptions): Promise<void>;
  /** The target's own check before anything is written. @throws Failure TARGET_REJECTED */
  check?(bundle: Bundle, options?: ImportOptions): Promise<void>;
  /** Gives written objects the owners back that they had before the import; answers which needed it. */
  restoreOwners?(written: ReadonlySet<string>, before: Listed, after: Listed): Promise<string[]>;
  /** Deletes objects; their order is the caller's care. */
  remove(objects: readonly { kind: AssetKind; uuid: string }[]): Promise<void>;
}
