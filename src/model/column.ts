/**
 * How a column is declared. One declaration serves the schema test of every dialect, docs/data-model.md, the loader and
 * the redaction: a column that is not declared here does not exist.
 */

/** Logical types; src/store/<dialect>/ says what each becomes there. */
export type ColumnType =
  | 'id' // generated whole number, the row's own
  | 'integer'
  | 'bigint'
  | 'real'
  | 'decimal'
  | 'boolean'
  | 'text'
  | 'json'
  | 'instant' // a moment, UTC
  | 'calendar' // a day of the organization's calendar at 00:00, without a zone
  | 'uuid';

/** Who may see it. `content` is code, prompts and traces; `secret` never leaves the table; `personal` names a person. */
type Sensitivity = 'open' | 'content' | 'personal' | 'secret';

export interface ColumnSpec {
  name: string;
  type: ColumnType;
  meaning: string;
  nullable: boolean;
  /** Longest text kept, in characters; longer text is cut at ingest and the cut is counted. */
  length?: number;
  unit?: string;
  /** The allowed values, held by a CHECK constraint. */
  values?: readonly string[];
  /** Inclusive bounds, held by a CHECK constraint. */
  min?: number;
  max?: number;
  sensitivity: Sensitivity;
  /** Written as SQL, where the column has a default. */
  default?: string;
  /** The spec's document that names this column, or ours. */
  origin: 'spec/3' | 'spec/5' | 'ours';
}

export type SchemaName = 'metrics' | 'api' | 'gitops';

export interface TableSpec {
  schema: SchemaName;
  name: string;
  meaning: string;
  columns: readonly ColumnSpec[];
  /** The instant column that PostgreSQL partitions by month; absent for tables that are not partitioned. */
  partitionedBy?: string;
  /** Whether rows belong to one organization (organization_id is there, row-level security holds). */
  tenant: boolean;
}

type Options = Partial<Omit<ColumnSpec, 'name' | 'type' | 'meaning'>>;

const column =
  (type: ColumnType) =>
  (name: string, meaning: string, options: Options = {}): ColumnSpec => ({
    name,
    type,
    meaning,
    nullable: true,
    sensitivity: 'open',
    origin: 'spec/3',
    ...options,
  });

export const integer = column('integer');
export const bigint = column('bigint');
export const real = column('real');
export const decimal = column('decimal');
export const boolean = column('boolean');
export const text = column('text');
export const json = column('json');
export const instant = column('instant');
export const calendar = column('calendar');
export const id = (meaning = 'Number of the row'): ColumnSpec => column('id')('id', meaning, { nullable: false });

/** The same declaration, said to be ours or of another document. */
export const from = (origin: ColumnSpec['origin'], columns: readonly ColumnSpec[]): ColumnSpec[] =>
  columns.map((each) => ({ ...each, origin }));
