import { v5 } from 'uuid';
import type { ObjectKind } from '../../model/assets.ts';

/** The namespace of all identities that templates do not name themselves: never to be changed. */
const NAMESPACE = '6d6f6c65-6375-5c6c-8f00-feedbac41009';

/** UUID v5 of an asset that names none: a function of its kind and its name (the path of its template) alone. */
export const assetUuid = (kind: ObjectKind | 'filter', name: string): string => v5(`${kind}:${name}`, NAMESPACE);

/** The chart number that Superset 7 writes for a uuid, the same on every server: (uuid mod 2147483647) + 1. */
export const chartNumber = (uuid: string): number => Number(BigInt(`0x${uuid.replaceAll('-', '')}`) % 2147483647n) + 1;

/** A file name as Superset makes it (werkzeug's secure_filename): ASCII letters, digits, `_`, `-` and `.`. */
export function fileNameOf(name: string, fallback: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/[/\\]/g, ' ')
    .split(/\s+/)
    .join('_')
    .replace(/[^A-Za-z0-9_.-]/g, '')
    .replace(/^[._]+|[._]+$/g, '');
  return plain === '' ? fallback : plain;
}
