import { unzipSync } from 'fflate';
import { parse } from 'yaml';
import { Failure, messageOf } from '../../errors.ts';
import type { Bundle } from '../../model/assets.ts';
import { isRecord } from '../client/answer.ts';

/** Superset's own limits: an entry of 100 MB, a ratio of 200. What we export ourselves stays far below. */
const MAX_ENTRY = 100 * 1024 * 1024;
const MAX_TOTAL = 1024 * 1024 * 1024;
const MAX_RATIO = 1_000;

const FILE = /^[^/]+\/(databases|datasets|charts|dashboards)\/(?:.*\/)?[^._/][^/]*\.ya?ml$/;

/**
 * The ZIP of /api/v1/assets/export/ -> its assets. YAML is read as PyYAML wrote it (version 1.1).
 * @throws Failure BUNDLE_INVALID
 */
export function bundleOfExport(zip: Uint8Array): Bundle {
  const bundle: Bundle = { databases: [], datasets: [], charts: [], dashboards: [] };
  for (const [path, bytes] of Object.entries(unzipped(zip))) {
    const part = FILE.exec(path)?.[1] as keyof Bundle | undefined;
    if (part) (bundle[part] as unknown[]).push(assetOf(path, bytes));
  }
  return bundle;
}

function unzipped(zip: Uint8Array): Record<string, Uint8Array> {
  let total = 0;
  try {
    return unzipSync(zip, {
      filter: ({ name, size, originalSize }) => {
        if (!FILE.test(name)) return false;
        total += originalSize;
        if (originalSize > MAX_ENTRY || total > MAX_TOTAL || originalSize > MAX_RATIO * Math.max(size, 100)) {
          throw new Failure('BUNDLE_INVALID', `${name} is larger than allowed when unpacked`);
        }
        return true;
      },
    });
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('BUNDLE_INVALID', `the export is no whole ZIP file: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function assetOf(path: string, bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    value = parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), { version: '1.1', maxAliasCount: 1_000 });
  } catch (thrown) {
    throw new Failure('BUNDLE_INVALID', `${path} in the export cannot be read: ${messageOf(thrown).split('\n')[0]}`, {
      cause: thrown,
    });
  }
  if (isRecord(value) && typeof value.uuid === 'string') return { ...value, uuid: value.uuid.toLowerCase() };
  throw new Failure('BUNDLE_INVALID', `${path} in the export has no uuid`);
}
