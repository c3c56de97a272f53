import type { Kysely } from 'kysely';
import { instantText } from '../util/instant.ts';
import type { Database } from './database.ts';

/** What is cached of tables and charts is no longer right: their readers ask anew. Writing events does it by itself. */
export async function countUpDataVersion(db: Kysely<Database>, organizationId: number, now: Date): Promise<void> {
  const changed_at = instantText(now.getTime());
  await db
    .insertInto('data_version')
    .values({ organization_id: organizationId, version: 1, changed_at })
    .onConflict((conflict) =>
      conflict
        .column('organization_id')
        .doUpdateSet((eb) => ({ version: eb('data_version.version', '+', 1), changed_at })),
    )
    .execute();
}
