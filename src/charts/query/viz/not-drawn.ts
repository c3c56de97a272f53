import { baseQuery, normaliseOrder } from '../base-query.ts';
import { columnsIn, isRecord } from '../form-fields.ts';
import { columnLabel, uniqueBy } from '../labels.ts';
import type { BuildQueries } from './types.ts';

/** Controls of maps, chords and their like that hold columns which the common query does not know. */
const COLUMN_CONTROLS = [
  'entity',
  'source',
  'target',
  'line_column',
  'geojson',
  'dimension',
  'all_columns_x',
  'all_columns_y',
  'spatial',
  'start_spatial',
  'end_spatial',
] as const;

/** Rows stand in for a picture here: enough to read, whatever a map would have drawn. */
const ROWS = { usual: 1_000, most: 10_000 } as const;

/** A place is one column or two. */
function columnsOf(value: unknown): ReturnType<typeof columnsIn> {
  if (!isRecord(value) || !('type' in value)) return columnsIn(value);
  return columnsIn([value.lonCol, value.latCol, value.lonlatCol, value.geohashCol]);
}

/** The rows behind a chart type that is not drawn here: the common query, with the columns that the type keeps apart. */
export const notDrawn: BuildQueries = (form) => {
  const query = baseQuery(form);
  const own = COLUMN_CONTROLS.flatMap((key) => columnsOf(form[key]));
  return [
    normaliseOrder({
      ...query,
      columns: uniqueBy([...own, ...query.columns], columnLabel),
      row_limit: Math.min(query.row_limit || ROWS.usual, ROWS.most),
    }),
  ];
};
