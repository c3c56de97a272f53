import { isRecord } from '../client/answer.ts';
import type { ReadClient } from '../client/client.ts';

const PAGE = 100;
const AT_ONCE = 4;

/** All rows of a list of Superset, of these columns or of those that it shows by itself. @throws Failure TARGET_* */
export async function listAll(
  client: ReadClient,
  path: string,
  doing: string,
  columns?: readonly string[],
): Promise<Record<string, unknown>[]> {
  const read = async (page: number) => {
    const query = encodeURIComponent(JSON.stringify({ columns, page, page_size: PAGE }));
    const document = await client.get(`${path}?q=${query}`, doing);
    const rows = Array.isArray(document.result) ? document.result.filter(isRecord) : [];
    return { rows, count: Number(document.count) };
  };
  const first = await read(0);
  const pages = first.rows.length < PAGE ? 1 : Math.ceil(first.count / PAGE) || 1;
  const found = first.rows;
  // A few at a time: a Superset has few workers, and others want them, too.
  for (let page = 1; page < pages; page += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, pages - page) }, (_, index) => read(page + index));
    for (const { rows } of await Promise.all(some)) found.push(...rows);
  }
  return found;
}
