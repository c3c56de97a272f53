import type { Bundle, ObjectKind } from '../../model/assets.ts';
import type { AssetSource } from './asset-source.ts';
import { fileNameOf } from './identity.ts';
import { DECLARED_FOLDERS, FOLDERS } from './project-files.ts';
import { yamlText } from './yaml-text.ts';

export interface BundleFile {
  /** Path in the bundle, as Superset's import reads it. */
  path: string;
  text: string;
  kind: ObjectKind | 'metadata';
  uuid: string | undefined;
  /** The template it comes from, and the line at which its content begins. */
  template: string | undefined;
  line: number | undefined;
}

/** Fixed, so that the same project always gives the same bytes; Superset checks only that it is there. */
const TIMESTAMP = '2000-01-01T00:00:00+00:00';

/**
 * A bundle as files: metadata.yaml, databases/, datasets/<database>/, charts/, dashboards/. Charts and dashboards carry
 * the beginning of their uuid, because two may have one title; the others only when their names collide.
 */
export function bundleFiles(bundle: Bundle, sources: ReadonlyMap<string, AssetSource>): BundleFile[] {
  const taken = new Set<string>();
  const databaseFolder = new Map<string, string>();
  const path = (folder: string, name: string, uuid: string, always: boolean): string => {
    const short = uuid.slice(0, 8);
    const plain = fileNameOf(name, short);
    const wanted = `${folder}/${plain}`;
    const free = !always && !taken.has(wanted.toLowerCase()) ? wanted : `${wanted}_${short}`;
    const result = taken.has(free.toLowerCase()) ? `${wanted}_${uuid}` : free;
    taken.add(result.toLowerCase());
    return result;
  };
  const file = (kind: ObjectKind, at: string, asset: { uuid: string }): BundleFile => {
    const source = sources.get(asset.uuid);
    return {
      path: `${at}.yaml`,
      text: yamlText(asset),
      kind,
      uuid: asset.uuid,
      template: source?.template,
      line: source?.document.placeOf([]).line,
    };
  };
  const files: BundleFile[] = [
    {
      path: 'metadata.yaml',
      text: yamlText({ version: '1.0.0', type: 'assets', timestamp: TIMESTAMP }),
      kind: 'metadata',
      uuid: undefined,
      template: undefined,
      line: undefined,
    },
  ];
  for (const each of bundle.databases) {
    const at = path(FOLDERS.database, String(each.database_name), each.uuid, false);
    databaseFolder.set(each.uuid, at.slice(FOLDERS.database.length + 1));
    files.push(file('database', at, each));
  }
  for (const each of bundle.datasets) {
    const folder = databaseFolder.get(each.database_uuid) ?? 'unknown';
    files.push(file('dataset', path(`${FOLDERS.dataset}/${folder}`, String(each.table_name), each.uuid, false), each));
  }
  for (const each of bundle.charts)
    files.push(file('chart', path(FOLDERS.chart, String(each.slice_name), each.uuid, true), each));
  for (const each of bundle.dashboards) {
    files.push(file('dashboard', path(FOLDERS.dashboard, String(each.dashboard_title), each.uuid, true), each));
  }
  for (const each of bundle.declared ?? []) {
    files.push(file(each.kind, path(DECLARED_FOLDERS[each.kind], each.name, each.uuid, false), each));
  }
  return files;
}
