import type { ObjectKind } from '../../model/assets.ts';
import type { YamlDocument } from '../../util/yaml-document.ts';

/** A rendered template and where its values stand. */
export interface AssetSource {
  kind: ObjectKind;
  /** The name other templates know it by: its path below the folder of its kind. */
  name: string;
  template: string;
  value: Record<string, unknown>;
  document: YamlDocument;
}
