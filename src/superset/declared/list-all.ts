import { isRecord } from '../client/answer.ts';
import type { ReadClient } from '../client/client.ts';

const PAGE = 100;

/** All rows of a list of Superset, page by page. @throws Failure TARGET_* */
export async function listAll(client: ReadClient, path: string, doing: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (let page = 0; ; page++) {
    const query = encodeURIComponent(JSON.stringify({ page, page_size: PAGE }));
    const document = await client.get(`${path}?q=${query}`, doing);
    const rows = Array.isArray(document.result) ? document.result.filter(isRecord) : [];
    found.push(...rows);
    if (rows.length < PAGE || found.length >= Number(document.count)) return found;
  }
}

/** The number of each role of the target, by name. @throws Failure TARGET_* */
export async function roleNumbers(client: ReadClient): Promise<Map<string, number>> {
  const rows = await listAll(client, '/api/v1/security/roles/', 'reading the roles');
  return new Map(rows.map((row) => [String(row.name), Number(row.id)]));
}
