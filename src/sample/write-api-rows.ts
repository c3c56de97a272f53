import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Store } from '../store/store.ts';
import type { ApiRows } from './api-rows.ts';

type Numbers = ReadonlyMap<string, number>;

/** Rows per statement: databases limit the parameters of one. */
const CHUNK = 500;
/** No password has this hash: nobody can log in as somebody invented. */
const NO_PASSWORD = '!';

/**
 * Writes the rows of the API tables, once: when its first person is there already, nothing is written. Answers the
 * numbers of the teams by slug, and whether it wrote.
 */
export async function writeApiRows(store: Store, api: ApiRows): Promise<{ teams: Numbers; written: boolean }> {
  return store.transaction(async (tx) => {
    const organization = { organization_id: store.organizationId };
    const { slug } = await tx
      .selectFrom('organizations')
      .select('slug')
      .where('id', '=', store.organizationId)
      .executeTakeFirstOrThrow();
    // Addresses and user names are unique over all organizations of a database.
    const own = (name: string): string => (slug === 'default' ? name : `${name}.${slug}`);
    const usernames = api.users.map((user) => own(user.username));
    const known = await tx.selectFrom('users').select('username').where('username', 'in', usernames).execute();
    if (known.length > 0) {
      const rows = await tx.selectFrom('teams').select(['slug', 'id']).execute();
      return { teams: numbered(rows, (row) => row.slug), written: false };
    }
    await describeOrganization(tx, store.organizationId, slug, api);
    const teams = numbered(
      await tx
        .insertInto('teams')
        .values(
          api.teams.map((team) => ({
            ...organization,
            ...team,
            settings: JSON.stringify(team.settings),
            updated_at: team.created_at,
          })),
        )
        .returning(['id', 'slug'])
        .execute(),
      (row) => row.slug,
    );
    const users = await writeUsers(tx, store.organizationId, api, own);
    await tx
      .insertInto('user_teams')
      .values(
        api.memberships.map((each) => ({
          ...organization,
          user_id: numberOf(users, each.user),
          team_id: numberOf(teams, each.team),
          role: each.role,
        })),
      )
      .execute();
    const patterns = await writePatterns(tx, store.organizationId, api, { teams, users });
    const configs = numbered(
      await tx
        .insertInto('configs')
        .values(
          api.configs.map((each) => ({
            ...organization,
            team_id: each.team === undefined ? null : numberOf(teams, each.team),
            key: each.key,
            value: JSON.stringify(each.value),
            is_enforced: each.is_enforced,
            created_at: each.created_at,
            updated_at: each.created_at,
          })),
        )
        .returning(['id', 'team_id', 'key'])
        .execute(),
      (row) => `${row.team_id ?? ''}/${row.key}`,
    );
    await writeGains(tx, store.organizationId, api, { teams, users, patterns });
    const resources = (type: string, key: string | undefined): number | null => {
      if (key === undefined) return null;
      if (type === 'pattern') return numberOf(patterns, key);
      if (type === 'user') return numberOf(users, key);
      const [team = '', name = ''] = key.split('/');
      return configs.get(`${team === '' ? '' : numberOf(teams, team)}/${name}`) ?? null;
    };
    for (const rows of chunks(api.auditLogs)) {
      await tx
        .insertInto('audit_logs')
        .values(
          rows.map(({ user, resource, old_values: before, new_values: after, ...row }) => ({
            ...organization,
            ...row,
            user_id: user === undefined ? null : numberOf(users, user),
            resource_id: resources(row.resource_type, resource),
            old_values: before && JSON.stringify(before),
            new_values: after && JSON.stringify(after),
          })),
        )
        .execute();
    }
    return { teams, written: true };
  });
}

/** A name of its own is kept; one that only repeats the slug is replaced. */
async function describeOrganization(tx: Kysely<Database>, id: number, slug: string, api: ApiRows): Promise<void> {
  const { name, subscription_tier: tier, settings, created_at: createdAt } = api.organization;
  await tx
    .updateTable('organizations')
    .set({ name, subscription_tier: tier, settings: JSON.stringify(settings), created_at: createdAt })
    .where('id', '=', id)
    .where('name', '=', slug)
    .where('settings', 'is', null)
    .execute();
}

async function writeUsers(
  tx: Kysely<Database>,
  organizationId: number,
  api: ApiRows,
  own: (name: string) => string,
): Promise<Numbers> {
  const rows = await tx
    .insertInto('users')
    .values(
      api.users.map((user) => ({
        ...user,
        organization_id: organizationId,
        username: own(user.username),
        email: `${own(user.username)}@example.com`,
        hashed_password: NO_PASSWORD,
        updated_at: user.created_at,
      })),
    )
    .returning(['id', 'username'])
    .execute();
  const byName = numbered(rows, (row) => row.username);
  return new Map(api.users.map((user) => [user.username, numberOf(byName, own(user.username))]));
}

async function writePatterns(
  tx: Kysely<Database>,
  organizationId: number,
  api: ApiRows,
  numbers: { teams: Numbers; users: Numbers },
): Promise<Numbers> {
  const written = new Map<string, number>();
  // One after the other: a version names the one before it.
  for (const { key, team, author, parent, pattern_data: data, ...row } of api.patterns) {
    const { id } = await tx
      .insertInto('patterns')
      .values({
        ...row,
        organization_id: organizationId,
        team_id: team === undefined ? null : numberOf(numbers.teams, team),
        author_id: numberOf(numbers.users, author),
        parent_id: parent === undefined ? null : numberOf(written, parent),
        pattern_data: JSON.stringify(data),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    written.set(key, Number(id));
  }
  return written;
}

async function writeGains(
  tx: Kysely<Database>,
  organizationId: number,
  api: ApiRows,
  numbers: { teams: Numbers; users: Numbers; patterns: Numbers },
): Promise<void> {
  for (const rows of chunks(api.metrics)) {
    await tx
      .insertInto('metrics')
      .values(
        rows.map(({ team, user, pattern, metric_data: data, ...row }) => ({
          ...row,
          organization_id: organizationId,
          team_id: team === undefined ? null : numberOf(numbers.teams, team),
          user_id: user === undefined ? null : numberOf(numbers.users, user),
          pattern_id: pattern === undefined ? null : numberOf(numbers.patterns, pattern),
          metric_data: JSON.stringify(data),
        })),
      )
      .execute();
  }
}

const numbered = <T extends { id: number }>(rows: readonly T[], key: (row: T) => string): Numbers =>
  new Map(rows.map((row) => [key(row), Number(row.id)]));

function numberOf(numbers: Numbers, key: string): number {
  const number = numbers.get(key);
  if (number === undefined) throw new TypeError(`the sample names ${key}, which it does not have`);
  return number;
}

function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += CHUNK) yield rows.slice(from, from + CHUNK);
}
