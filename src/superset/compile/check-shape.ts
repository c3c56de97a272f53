import { Failure, type Place } from '../../errors.ts';
import type { AssetKind } from '../../model/assets.ts';
import { isPlain } from './shape.ts';

/**
 * What the rest of the program takes for granted of an asset's shape, checked where files of others come in. What may be
 * absent may be null as well, as in Superset's exports. `params` is free: nobody checks what a chart's controls hold.
 */
type Path = readonly (string | number)[];
type Wrong = (path: Path, what: string) => never;
type Check = (value: unknown, path: Path, wrong: Wrong) => void;

const text: Check = (value, path, wrong) => {
  if (typeof value !== 'string') wrong(path, 'must be a text');
};

const anything: Check = () => {};

const optional =
  (check: Check): Check =>
  (value, path, wrong) => {
    if (value !== null && value !== undefined) check(value, path, wrong);
  };

const list =
  (check: Check): Check =>
  (value, path, wrong) => {
    if (!Array.isArray(value)) wrong(path, 'must be a list');
    else for (const [at, each] of value.entries()) check(each, [...path, at], wrong);
  };

const mapping =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, path, wrong) => {
    if (!isPlain(value)) return wrong(path, 'must be a mapping of keys to values');
    for (const [key, check] of Object.entries(fields)) check(value[key], [...path, key], wrong);
  };

const maybe = optional(text);

const node = mapping({ type: text, children: optional(list(text)), meta: optional(mapping({})) });

/** Every entry but Superset's own mark of the version, which is a text. */
const position: Check = (value, path, wrong) => {
  mapping({})(value, path, wrong);
  for (const [key, each] of Object.entries(value as Record<string, unknown>)) {
    if (typeof each !== 'string') node(each, [...path, key], wrong);
  }
};

const nativeFilter = mapping({
  id: text,
  name: maybe,
  type: maybe,
  filterType: maybe,
  description: maybe,
  targets: optional(list(optional(mapping({ column: optional(mapping({ name: text })), datasetUuid: maybe })))),
  scope: optional(mapping({ rootPath: optional(list(text)), excluded: optional(list(anything)) })),
  cascadeParentIds: optional(list(text)),
  controlValues: optional(mapping({})),
  defaultDataMask: optional(mapping({ extraFormData: optional(mapping({})), filterState: optional(mapping({})) })),
});

const SHAPES: Readonly<Record<AssetKind, Check>> = {
  database: mapping({ database_name: text, sqlalchemy_uri: maybe }),
  dataset: mapping({
    table_name: text,
    database_uuid: maybe,
    schema: maybe,
    sql: maybe,
    main_dttm_col: maybe,
    description: maybe,
    columns: optional(
      list(
        mapping({ column_name: text, type: maybe, expression: maybe, verbose_name: maybe, python_date_format: maybe }),
      ),
    ),
    metrics: optional(list(mapping({ metric_name: text, expression: text, verbose_name: maybe, d3format: maybe }))),
  }),
  chart: mapping({ slice_name: text, viz_type: text, dataset_uuid: maybe, description: maybe }),
  dashboard: mapping({
    dashboard_title: text,
    slug: maybe,
    description: maybe,
    position: optional(position),
    metadata: optional(mapping({ native_filter_configuration: optional(list(nativeFilter)) })),
  }),
};

const pathText = (path: Path): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('');

/** @throws Failure BUNDLE_INVALID with the place of the first value that cannot be what it is there for */
export function checkShape(kind: AssetKind, value: unknown, placeOf: (path: Path) => Place): void {
  SHAPES[kind](value, [], (path, what) => {
    throw new Failure('BUNDLE_INVALID', `${pathText(path) || `the ${kind}`} ${what}`, {
      where: placeOf(path),
      hint: 'Export it from Superset once more, or correct the file.',
    });
  });
}
