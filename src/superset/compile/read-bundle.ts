import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { Failure, messageOf } from '../../errors.ts';
import type { AssetKind, Bundle, ChartAsset, DashboardAsset, DatabaseAsset, DatasetAsset } from '../../model/assets.ts';
import { readYaml } from '../../util/yaml-document.ts';
import { checkShape } from './check-shape.ts';
import { FOLDERS } from './project-files.ts';
import { isPlain } from './shape.ts';

/** What an archive may hold at most. The first two are the limits of Superset's own import. */
const ARCHIVE_LIMITS = { entry: 100_000_000, ratio: 200, total: 1_000_000_000, entries: 100_000 } as const;

export interface BundleText {
  /** Path below the root of the bundle, or of the archive. */
  path: string;
  text: string;
}

/**
 * A bundle folder, an export ZIP of Superset, or an unpacked one. Files that are no assets (queries, themes, tags) are
 * left out. Order is that of the paths.
 * @throws Failure FILE_MISSING, BUNDLE_INVALID, YAML_INVALID
 */
// A promise, so that a caller need not care whether reading ever becomes one.
// oxlint-disable-next-line typescript/require-await
export async function readBundle(path: string): Promise<Bundle> {
  if (!existsSync(path)) throw new Failure('FILE_MISSING', `${path} does not exist`, { where: { file: path } });
  const texts = statSync(path).isDirectory() ? folderTexts(path) : archiveTexts(readFileSync(path), path);
  return parseBundle(texts, path, { checked: true });
}

/** The texts of a ZIP that is in memory, as Superset's export endpoints answer it. @throws Failure BUNDLE_INVALID */
export const readBundleTexts = (archive: Uint8Array, name: string): BundleText[] =>
  rooted(archiveTexts(archive, name)).filter(({ path }) => kindOf(path) !== undefined);

export interface ParseOptions {
  /** Whether what the program relies on is checked: files of others may hold anything, what a Superset answers does not. */
  checked?: boolean;
}

type AnyAsset = DatabaseAsset | DatasetAsset | ChartAsset | DashboardAsset;

/**
 * One file of a bundle as an asset.
 * @throws Failure BUNDLE_INVALID, YAML_INVALID
 */
export function parseAsset(
  { path, text }: BundleText,
  origin: string,
  { checked = false }: ParseOptions = {},
): { kind: AssetKind; asset: AnyAsset } | undefined {
  const kind = kindOf(path);
  if (kind === undefined) return undefined;
  const document = readYaml(text, { file: `${origin}:${path}`, dialect: 'superset' });
  if (!isPlain(document.value)) {
    throw new Failure('BUNDLE_INVALID', 'an asset is a mapping of keys to values', { where: document.placeOf([]) });
  }
  if (typeof document.value.uuid !== 'string') {
    throw new Failure('BUNDLE_INVALID', 'the asset has no uuid', { where: document.placeOf([]) });
  }
  if (checked) checkShape(kind, document.value, document.placeOf);
  return { kind, asset: filledIn(kind, document.value) as unknown as AnyAsset };
}

/** @throws Failure BUNDLE_INVALID, YAML_INVALID */
export function parseBundle(texts: readonly BundleText[], origin: string, options: ParseOptions = {}): Bundle {
  const assets: Record<AssetKind, unknown[]> = { database: [], dataset: [], chart: [], dashboard: [] };
  for (const text of rooted(texts)) {
    const parsed = parseAsset(text, origin, options);
    if (parsed) assets[parsed.kind].push(parsed.asset);
  }
  return {
    databases: assets.database as DatabaseAsset[],
    datasets: assets.dataset as DatasetAsset[],
    charts: assets.chart as ChartAsset[],
    dashboards: assets.dashboard as DashboardAsset[],
  };
}

/** What readers rely on, where an export may leave it out. */
function filledIn(kind: AssetKind, value: Record<string, unknown>): Record<string, unknown> {
  const uuid = String(value.uuid).toLowerCase();
  if (kind === 'dataset') {
    return { ...value, uuid, columns: value.columns ?? [], metrics: value.metrics ?? [] };
  }
  if (kind === 'chart') return { ...value, uuid, params: isPlain(value.params) ? value.params : {} };
  if (kind === 'dashboard') {
    return { ...value, uuid, position: value.position ?? {}, metadata: isPlain(value.metadata) ? value.metadata : {} };
  }
  return { ...value, uuid };
}

const kindOf = (path: string): AssetKind | undefined => {
  const [folder] = path.split('/');
  return (Object.keys(FOLDERS) as AssetKind[]).find((kind) => FOLDERS[kind] === folder && path.includes('/'));
};

/**
 * An export has one folder around everything; a bundle of ours has none. The folder that holds metadata.yaml is the root.
 * People keep several exports beside each other, so there may be several; one inside another belongs to the outer.
 */
function rooted(texts: readonly BundleText[]): BundleText[] {
  const roots = texts
    .filter(({ path }) => /(^|\/)metadata\.ya?ml$/.test(path))
    .map(({ path }) => path.replace(/[^/]*$/, ''));
  if (roots.length === 0) return [...texts];
  const outer = roots.filter((root) => !roots.some((other) => other !== root && root.startsWith(other)));
  return texts.flatMap(({ path, text }) => {
    const root = outer.find((each) => path.startsWith(each));
    return root === undefined ? [] : [{ path: path.slice(root.length), text }];
  });
}

const isAssetFile = (path: string): boolean =>
  /\.ya?ml$/i.test(path) && !path.split('/').some((part) => part.startsWith('.') || part.startsWith('__MACOSX'));

function folderTexts(folder: string): BundleText[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter(isAssetFile)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

function archiveTexts(archive: Uint8Array, name: string): BundleText[] {
  const refuse = (message: string, item?: string): never => {
    throw new Failure('BUNDLE_INVALID', message, { where: { file: name, ...(item === undefined ? {} : { item }) } });
  };
  let entries = 0;
  let total = 0;
  try {
    const files = unzipSync(archive, {
      filter: ({ name: path, size, originalSize }) => {
        if (++entries > ARCHIVE_LIMITS.entries) refuse(`the archive holds more than ${ARCHIVE_LIMITS.entries} files`);
        if (/(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:|\\|\0/.test(path))
          refuse('a path in the archive leads out of it', path);
        if (!isAssetFile(path)) return false;
        total += originalSize;
        if (originalSize > ARCHIVE_LIMITS.entry || total > ARCHIVE_LIMITS.total)
          refuse('the archive unpacks to too much', path);
        // Small texts of one repeated letter are no bomb; Superset measures the ratio alone.
        if (originalSize > 1_000_000 && originalSize / Math.max(1, size) > ARCHIVE_LIMITS.ratio) {
          refuse(`a file in the archive unpacks to more than ${ARCHIVE_LIMITS.ratio} times its size`, path);
        }
        return true;
      },
    });
    return Object.keys(files)
      .sort((a, b) => (a < b ? -1 : 1))
      .map((path) => ({ path, text: strFromU8(files[path] ?? new Uint8Array()) }));
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const isJson = /^\s*[{[]/.test(strFromU8(archive.subarray(0, 64)));
    throw new Failure(
      'BUNDLE_INVALID',
      isJson
        ? 'it is a JSON document, as Superset exported dashboards before 1.0; only ZIP exports and folders are read'
        : `it is no readable ZIP archive: ${messageOf(thrown)}`,
      {
        where: { file: name },
        ...(isJson ? { hint: 'Import it into a Superset and export it from there.' } : {}),
        cause: thrown,
      },
    );
  }
}
