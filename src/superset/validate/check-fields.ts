import type { SupersetVersion } from '../../config/environment.ts';
import type { AssetKind } from '../../model/assets.ts';
import { nearest } from '../../util/nearest.ts';
import { DASHBOARD_METADATA_KEYS, type Field, type FieldGroup, FIELDS, knownIn } from '../asset-fields.ts';
import { isPlain, listOf } from '../compile/shape.ts';
import type { Report } from './report.ts';

type Step = string | number;

/** The keys and types that the importer of the target's version accepts; it refuses everything else, and says so badly. */
export function checkFields(
  kind: AssetKind,
  asset: Record<string, unknown>,
  version: SupersetVersion,
  report: Report,
): void {
  checkGroup(kind, asset, version, report, []);
  if (kind === 'database' && isPlain(asset.extra)) checkGroup('databaseExtra', asset.extra, version, report, ['extra']);
  if (kind === 'dataset') {
    checkList('column', asset.columns, version, report, ['columns']);
    checkList('metric', asset.metrics, version, report, ['metrics']);
  }
  if (kind === 'chart' && typeof asset.query_context === 'string') checkJson(asset.query_context, report);
  if (kind === 'dashboard' && isPlain(asset.metadata)) checkMetadata(asset.metadata, report);
}

function checkList(group: FieldGroup, list: unknown, version: SupersetVersion, report: Report, path: Step[]): void {
  const seen = new Set<unknown>();
  const name = group === 'column' ? 'column_name' : 'metric_name';
  for (const [index, each] of listOf(list).entries()) {
    if (!isPlain(each)) {
      report(
        'WRONG_TYPE',
        'error',
        `${group} ${index + 1} is no mapping`,
        [...path, index],
        'Give it keys and values.',
      );
      continue;
    }
    checkGroup(group, each, version, report, [...path, index]);
    if (seen.has(each[name])) {
      report(
        'NAME_TWICE',
        'error',
        `the ${group} ${String(each[name])} is there twice`,
        [...path, index, name],
        'Superset would merge the two silently; remove one.',
      );
    }
    seen.add(each[name]);
  }
}

function checkGroup(
  group: FieldGroup,
  value: Record<string, unknown>,
  version: SupersetVersion,
  report: Report,
  path: Step[],
): void {
  const fields = FIELDS[group];
  const known = fields.filter((field) => knownIn(field, version)).map((field) => field.key);
  for (const key of Object.keys(value)) {
    const field = fields.find((each) => each.key === key);
    if (!field) {
      const near = nearest(key, known);
      report(
        'UNKNOWN_KEY',
        'error',
        `${[...path, key].join('.')} is not known to Superset ${version}`,
        [...path, key],
        near ? `Did you mean ${near}?` : 'Remove it: the importer refuses the whole bundle for it.',
      );
    } else if (!knownIn(field, version)) {
      if (value[key] === null) continue;
      report(
        'KEY_TOO_NEW',
        'error',
        `${[...path, key].join('.')} is known from Superset ${field.since} on; the target is ${version}`,
        [...path, key],
        'Remove it, or raise target.version in the environment.',
      );
    } else if (!fits(field, value[key], version)) {
      report(
        'WRONG_TYPE',
        'error',
        `${[...path, key].join('.')} must be ${wanted(field)}`,
        [...path, key],
        `It is ${describe(value[key])}.`,
      );
    }
  }
  for (const field of fields) {
    if (field.required && (value[field.key] === undefined || value[field.key] === null || value[field.key] === '')) {
      report(
        'MISSING_KEY',
        'error',
        `${[...path, field.key].join('.')} is missing`,
        path,
        `Give ${field.key}: Superset cannot do without.`,
      );
    }
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function fits(field: Field, value: unknown, version: SupersetVersion): boolean {
  if (value === null) return field.nullable || field.required === true;
  switch (field.type) {
    case 'text':
    case 'json':
      return typeof value === 'string';
    case 'uuid':
      return typeof value === 'string' && UUID.test(value);
    case 'integer':
      return Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'version':
      return value === '1.0.0';
    case 'currency':
      return typeof value === 'string' || (isPlain(value) && Number(version) >= 6);
    default:
      // A dataset's extra may be a JSON text.
      return isPlain(value) || (field.key === 'extra' && typeof value === 'string');
  }
}

const wanted = (field: Field): string =>
  ({
    text: 'a text',
    json: 'a JSON text',
    uuid: 'a uuid',
    integer: 'a whole number',
    boolean: 'true or false',
    list: 'a list',
    object: 'a mapping',
    version: "'1.0.0'",
    currency: 'a currency: a text, or from 6.0 on symbol and symbolPosition',
    theme: 'a theme',
  })[field.type] + (field.nullable ? ' or null' : '');

const describe = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `the ${typeof value} ${JSON.stringify(value).slice(0, 40)}`;
};

function checkJson(text: string, report: Report): void {
  try {
    if (isPlain(JSON.parse(text))) return;
  } catch {
    // Said below.
  }
  report(
    'QUERY_CONTEXT',
    'error',
    'query_context is not a JSON object',
    ['query_context'],
    'Remove it: compile writes it from params.',
  );
}

/** Superset imports any metadata, but its editor saves known keys only: such a dashboard could never be edited again. */
function checkMetadata(metadata: Record<string, unknown>, report: Report): void {
  for (const key of Object.keys(metadata)) {
    if (DASHBOARD_METADATA_KEYS.includes(key)) continue;
    const near = nearest(key, DASHBOARD_METADATA_KEYS);
    report(
      'METADATA_KEY',
      'error',
      `metadata.${key} is not known: the dashboard could no longer be saved in Superset`,
      ['metadata', key],
      near ? `Did you mean ${near}?` : 'Remove it.',
    );
  }
}
