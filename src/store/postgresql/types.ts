import type { CustomTypesConfig } from 'pg';

/** Object identifiers of PostgreSQL's built-in types: they never change. */
export const OID = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  json: 114,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
  jsonb: 3802,
} as const;

type Parse = (text: string) => unknown;

/** Whole numbers as numbers where a number holds them, else as bigint. */
export const parseWhole = (text: string): number | bigint => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};

/** `2026-01-02 03:04:05.6+00` -> `2026-01-02 03:04:05.600000`; the session's zone is UTC. */
export function parseInstant(text: string): string {
  const [moment = '', fraction = ''] = text.replace(/\+00$/, '').split('.');
  const day = moment.length === 10 ? `${moment} 00:00:00` : moment;
  return `${day}.${fraction.padEnd(6, '0')}`;
}

const STORE: Record<number, Parse> = {
  [OID.int8]: parseWhole,
  [OID.numeric]: (text) => (/^-?\d+$/.test(text) ? parseWhole(text) : Number(text)),
  [OID.date]: parseInstant,
  [OID.timestamp]: parseInstant,
  [OID.timestamptz]: parseInstant,
  [OID.json]: (text) => text,
  [OID.jsonb]: (text) => text,
};

/** Cells as Store promises them. */
export function storeTypes(standard: CustomTypesConfig): CustomTypesConfig {
  const getTypeParser = (oid: number, format?: 'text' | 'binary'): unknown =>
    (format !== 'binary' && STORE[oid]) || standard.getTypeParser(oid, format);
  return { getTypeParser } as CustomTypesConfig;
}
