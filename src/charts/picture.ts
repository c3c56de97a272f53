/**
 * A picture: what a chart shows, as data. It holds no function and no colour of a theme, so it can be sent, cached and
 * compared; src/charts/draw/ turns it into an ECharts option for the browser and for files.
 */

export type Cell = string | number | boolean | null;

export interface PictureColumn {
  /** Key in the rows. */
  name: string;
  label: string;
  kind: 'number' | 'text' | 'time' | 'boolean';
  /** d3 format of numbers (`,.1f`, `SMART_NUMBER`, `.1%`) or of times (`smart_date`, `%Y-%m-%d`). */
  format?: string;
  /** Draw a bar behind the number, as long as the number is large. */
  bar?: boolean;
  /** Rules of conditional formatting, in order; the last that holds wins. */
  rules?: { operator: string; target?: number; targetLow?: number; targetHigh?: number; color: string }[];
}

export interface BigNumberPicture {
  type: 'big-number';
  value: number | null;
  format: string;
  /** Under the number. */
  subtitle?: string;
  /** Value of the comparison, as a fraction: 0.12 is 12 % more. Null when it cannot be told. */
  change?: { value: number | null; label: string };
  trend?: { time: number; value: number | null }[];
  /** The trend's scale holds zero, so that its slope is not larger than what it tells. */
  fromZero?: true;
}

export interface TablePicture {
  type: 'table';
  columns: PictureColumn[];
  rows: Record<string, Cell>[];
  totals?: Record<string, Cell>;
  pageLength?: number;
  searchable?: boolean;
}

/** Rows and columns crossed: `cells[row][column]`. Header paths are the values of each level. */
export interface PivotPicture {
  type: 'pivot';
  rowHeaders: string[];
  columnHeaders: string[];
  rows: Cell[][];
  columns: Cell[][];
  cells: Cell[][];
  formats: string[];
  rowTotals?: Cell[];
  columnTotals?: Cell[];
  grandTotal?: Cell;
}

/**
 * Anything ECharts draws. `option` is an ECharts option without functions; colours are left out or named by
 * `colorKeys`, the category each series (or item) stands for, so that one category has one colour everywhere.
 */
export interface ChartPicture {
  type: 'chart';
  /** Superset's viz_type, for labels and tests. */
  vizType: string;
  option: Record<string, unknown>;
  /** d3 formats by role: x, y, y2, value, size, tooltip. */
  formats: Partial<Record<'x' | 'y' | 'y2' | 'value' | 'size' | 'tooltip', string>>;
  /** Column a click on a series or item filters by, for cross-filters. */
  filterColumns?: string[];
  /** Colours of the scheme that the chart names, taken in the order of the categories; else the theme's. */
  palette?: readonly string[];
  /** Colours of the sequential scheme that the chart names, from little to much. */
  sequence?: readonly string[];
  /** Colours that single categories were given. */
  labelColors?: Readonly<Record<string, string>>;
}

/** Text with a little markup: already sanitised HTML. */
interface TextPicture {
  type: 'text';
  html: string;
}

/** Nothing to show: the query answered no row. */
interface EmptyPicture {
  type: 'empty';
}

/** A viz_type that is not drawn here; its rows may be shown as a table. */
interface UnsupportedPicture {
  type: 'unsupported';
  vizType: string;
  table?: TablePicture;
}

export type Picture =
  | BigNumberPicture
  | TablePicture
  | PivotPicture
  | ChartPicture
  | TextPicture
  | EmptyPicture
  | UnsupportedPicture;
