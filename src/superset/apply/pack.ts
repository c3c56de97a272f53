import { zipSync } from 'fflate';
import type { Bundle } from '../../model/assets.ts';
import { yamlText } from '../compile/yaml-text.ts';

/** The folder of each kind in a bundle, in the order of importing. */
const FOLDERS = { databases: 'databases', datasets: 'datasets', charts: 'charts', dashboards: 'dashboards' } as const;
const NAMES = {
  databases: 'database_name',
  datasets: 'table_name',
  charts: 'slice_name',
  dashboards: 'dashboard_title',
} as const;

type Part = keyof typeof FOLDERS;

export interface PackedFile {
  /** Without the root folder: `databases/warehouse_1a2b3c4d.yaml`. Superset's `passwords` are keyed by it. */
  path: string;
  part: Part;
  uuid: string;
  text: string;
}

/** Every asset of a bundle as a file that Superset imports. */
export function packFiles(bundle: Bundle): PackedFile[] {
  return (Object.keys(FOLDERS) as Part[]).flatMap((part) =>
    bundle[part].map((asset) => {
      const { uuid } = asset;
      const name = asset[NAMES[part]];
      const slug = (typeof name === 'string' ? name : '')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^_+|_+$/g, '')
        .slice(0, 60);
      const path = `${FOLDERS[part]}/${slug || 'unnamed'}_${uuid.replaceAll('-', '').slice(0, 8)}.yaml`;
      return { path, part, uuid, text: yamlText({ version: '1.0.0', ...asset }) };
    }),
  );
}

/** Files -> the ZIP that /api/v1/assets/import/ takes. */
export function packZip(files: readonly Pick<PackedFile, 'path' | 'text'>[], at: Date): Uint8Array {
  const metadata = yamlText({ version: '1.0.0', type: 'assets', timestamp: at.toISOString() });
  const all = [{ path: 'metadata.yaml', text: metadata }, ...files];
  const entries = all.map(({ path, text }) => [`bundle/${path}`, new TextEncoder().encode(text)] as const);
  // Level 1: the sending is local or short; a higher ratio than 200 would be refused.
  return zipSync(Object.fromEntries(entries), { level: 1, mtime: '2000-01-01' });
}
