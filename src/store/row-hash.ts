import type { TableSpec } from '../model/column.ts';
import { canonicalJson } from '../util/canonical-json.ts';
import { sha256 } from '../util/hash.ts';

export interface RowHash {
  rows: number;
  /** 32 hexadecimal digits. */
  text: string;
}

const MODULUS = 1n << 128n;

/**
 * A hash of a set of rows that depends neither on their order nor on how a database writes JSON: the sum of the rows'
 * SHA-256, first half, modulo 2^128. The organization's number is left out, for it is another in every database.
 */
export function rowHasher(table: TableSpec): { add(row: Record<string, unknown>): void; result(): RowHash } {
  const columns = table.columns.filter((column) => column.name !== 'organization_id');
  let rows = 0;
  let sum = 0n;
  return {
    add: (row) => {
      const cells = columns.map(({ name, type }) => {
        const value = row[name];
        if (value === null || value === undefined) return null;
        if (type === 'json') return canonicalJson(JSON.parse(value as string));
        return typeof value === 'bigint' ? value.toString() : value;
      });
      const digest = sha256(JSON.stringify(cells)).slice(0, 32);
      sum = (sum + BigInt(`0x${digest}`)) % MODULUS;
      rows += 1;
    },
    result: () => ({ rows, text: sum.toString(16).padStart(32, '0') }),
  };
}
