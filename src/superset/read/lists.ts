import { ASSET_KINDS, type AssetKind, type ObjectKind, TITLE_KEYS } from '../../model/assets.ts';
import { isRecord } from '../client/answer.ts';
import type { ReadClient } from '../client/client.ts';
import { listAll } from './list-all.ts';

/** What the lists of Superset tell of an object, without its content. */
export interface ListedObject {
  kind: ObjectKind;
  /** Number on this server. */
  id: number;
  uuid: string;
  name: string;
  /** Time of the last change as the server writes it; comparable only with itself. */
  changedOn: string | undefined;
  changedBy: string | undefined;
  owners: { id: number; name: string }[];
}

/**
 * Every object of the target by UUID, from the cheap lists: seen to tell UUIDs on 4.1.4, 5.0.0, 6.0.0 and 6.1.0 when they
 * are asked for them.
 * @throws Failure TARGET_*
 */
export async function listObjects(
  client: ReadClient,
  kinds: readonly AssetKind[] = ASSET_KINDS,
): Promise<Map<string, ListedObject>> {
  const lists = await Promise.all(kinds.map((kind) => listKind(client, kind)));
  return new Map(lists.flat().map((each) => [each.uuid, each]));
}

async function listKind(client: ReadClient, kind: AssetKind): Promise<ListedObject[]> {
  const columns = [
    'id',
    'uuid',
    TITLE_KEYS[kind],
    kind === 'database' ? 'changed_on' : 'changed_on_utc',
    'changed_by.first_name',
    'changed_by.last_name',
    ...(kind === 'database' ? [] : ['owners.id', 'owners.first_name', 'owners.last_name']),
  ];
  const rows = await listAll(client, `/api/v1/${kind}/`, `reading the list of ${kind}s`, columns);
  return rows.map((row) => listed(kind, row)).filter((each) => each.uuid !== '');
}

function listed(kind: AssetKind, row: Record<string, unknown>): ListedObject {
  const changedOn = row.changed_on_utc ?? row.changed_on;
  const owners = Array.isArray(row.owners) ? row.owners.filter(isRecord) : [];
  return {
    kind,
    id: Number(row.id),
    uuid: textOf(row.uuid).toLowerCase(),
    name: textOf(row[TITLE_KEYS[kind]]),
    changedOn: typeof changedOn === 'string' ? changedOn : undefined,
    changedBy: personName(row.changed_by),
    owners: owners.map((owner) => ({ id: Number(owner.id), name: personName(owner) ?? '' })),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export function personName(person: unknown): string | undefined {
  if (!isRecord(person)) return undefined;
  const name = [person.first_name, person.last_name]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
  return name === '' ? undefined : name;
}
