import type { ColumnSpec } from '../column.ts';
import type { EventKind } from '../kinds.ts';
import { isOptional, LARGEST_INTEGER, recordColumns } from './record-schema.ts';

type Fields = Readonly<Record<string, unknown>>;
type Test = (value: unknown) => boolean;

const LONGEST_EVENT_ID = 200;

/**
 * Says of a record, without allocating anything, that recordSchema certainly accepts it. When it answers false, the schema
 * decides and names the fault. A test holds that it never accepts what the schema refuses.
 */
export function quickCheck(kind: EventKind): (fields: Fields) => boolean {
  const columns = recordColumns(kind).filter((column) => column.name !== 'event_id');
  const names = [...columns.map((column) => column.name), 'event_id', 'actor'];
  const tests = [
    ...columns.map(testOf),
    (id: unknown) => typeof id === 'string' && id.length > 0 && id.length <= LONGEST_EVENT_ID,
    isText,
  ];
  const optional = [...columns.map(isOptional), true, true];
  return (fields) => {
    for (let i = 0; i < names.length; i++) {
      const value = fields[names[i] as string];
      if (value === undefined || value === null) {
        if (!optional[i]) return false;
      } else if (!(tests[i] as Test)(value)) return false;
    }
    return true;
  };
}

const isText: Test = (value) => typeof value === 'string';

function testOf(column: ColumnSpec): Test {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, values } = column;
  const within: Test = (value) => typeof value === 'number' && value >= min && value <= max && Number.isFinite(value);
  switch (column.type) {
    case 'integer':
      return (value) => Number.isSafeInteger(value) && within(value) && (value as number) <= LARGEST_INTEGER;
    case 'bigint':
    case 'id':
      return (value) => Number.isSafeInteger(value) && within(value);
    case 'real':
    case 'decimal':
      return within;
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'json':
      if (column.name !== 'patterns_applied' && column.name !== 'labels') return () => true;
      return (value) => Array.isArray(value) && value.every(isText);
    case 'text':
      return values ? (value) => values.includes(value as string) : isText;
    default:
      return isText;
  }
}
