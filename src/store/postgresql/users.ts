import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { Failure } from '../../errors.ts';
import type { DatabaseUser, UsersPlan } from '../schema-admin.ts';
import { codeOf } from './failure.ts';
import { APP_ROLE, applyGrants, VIEWER_ROLE } from './grants.ts';

/** spec/3's name of what Superset logs in as. */
const VIEWER_LOGIN = 'superset_viewer';
const WRITER_LOGIN = 'feedback_loop_writer';
const SCRAM_ITERATIONS = 4_096;

/** Which logins there would be for an organization, and which are there already. */
export async function planUsers(client: Client, organization: string): Promise<UsersPlan> {
  const { rows } = await client.query('SELECT id FROM api.organizations WHERE slug = $1', [organization]);
  if (rows.length === 0) throw new Failure('ORG_REFUSED', `there is no organization ${organization} in this database`);
  const organizationId = Number(rows[0].id);
  const bound = await client.query<{ role_name: string; organization_id: number }>(
    'SELECT role_name, organization_id FROM metrics_internal.viewer_roles',
  );
  const own = bound.rows.find((row) => row.organization_id === organizationId)?.role_name;
  const taken = bound.rows.some((row) => row.role_name === VIEWER_LOGIN && row.organization_id !== organizationId);
  const viewer =
    own ?? (taken ? `${VIEWER_LOGIN}_${organization.replace(/[^a-z0-9]+/gi, '_').toLowerCase()}` : VIEWER_LOGIN);
  const present = await client.query<{ rolname: string }>('SELECT rolname FROM pg_roles WHERE rolname = ANY($1)', [
    [viewer, WRITER_LOGIN],
  ]);
  const exists = (name: string): boolean => present.rows.some((row) => row.rolname === name);
  const suffix = viewer === VIEWER_LOGIN ? '' : viewer.slice(VIEWER_LOGIN.length).toUpperCase();
  const users: DatabaseUser[] = [
    { name: viewer, kind: 'viewer', exists: exists(viewer), variable: `SUPERSET_VIEWER${suffix}_PASSWORD` },
  ];
  // The writer serves every organization: making the viewer of a second one must not change its password.
  if (suffix === '' || !exists(WRITER_LOGIN)) {
    const variable = 'FEEDBACK_LOOP_WRITER_PASSWORD';
    users.push({ name: WRITER_LOGIN, kind: 'writer', exists: exists(WRITER_LOGIN), variable });
  }
  return { organizationId, users };
}

/**
 * Makes the logins, or gives those that exist new passwords. The server is sent only hashes of them: a statement may end
 * in its log.
 * @throws Failure DB_REFUSED when this login may not make roles
 */
export async function makeUsers(
  client: Client,
  plan: UsersPlan,
  passwords: ReadonlyMap<string, string>,
): Promise<void> {
  if (!(await applyGrants(client))) throw mayNot(undefined);
  try {
    await client.query('BEGIN');
    for (const user of plan.users) await makeUser(client, user, plan.organizationId, passwords.get(user.name) ?? '');
    await client.query('COMMIT');
  } catch (thrown) {
    await client.query('ROLLBACK').catch(() => {});
    throw codeOf(thrown) === '42501' ? mayNot(thrown) : thrown;
  }
}

/** A new role has none of these rights; one that is there already may have been given them. */
async function requireHarmless(client: Client, name: string): Promise<void> {
  const { rows } = await client.query(
    'SELECT 1 FROM pg_roles WHERE rolname = $1 AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication)',
    [name],
  );
  if (rows.length === 0) return;
  throw new Failure('DB_REFUSED', `the role ${name} has rights that go round row-level security`, {
    hint: `Take them away: ALTER ROLE ${name} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION`,
  });
}

async function makeUser(client: Client, user: DatabaseUser, organizationId: number, password: string): Promise<void> {
  if (user.exists) await requireHarmless(client, user.name);
  const name = client.escapeIdentifier(user.name);
  const verifier = client.escapeLiteral(scramVerifier(password));
  await client.query(`${user.exists ? 'ALTER' : 'CREATE'} ROLE ${name} LOGIN PASSWORD ${verifier}`);
  await client.query(`GRANT ${user.kind === 'viewer' ? VIEWER_ROLE : APP_ROLE} TO ${name}`);
  await client.query(`ALTER ROLE ${name} SET TimeZone = 'UTC'`);
  await client.query(`ALTER ROLE ${name} SET search_path = metrics, api${user.kind === 'viewer' ? '' : ', gitops'}`);
  if (user.kind !== 'viewer') return;
  await client.query(`ALTER ROLE ${name} SET default_transaction_read_only = on`);
  await client.query(`ALTER ROLE ${name} SET statement_timeout = '5min'`);
  await client.query(
    `INSERT INTO metrics_internal.viewer_roles (role_name, organization_id) VALUES ($1, $2)
     ON CONFLICT (role_name) DO UPDATE SET organization_id = excluded.organization_id`,
    [user.name, organizationId],
  );
}

const mayNot = (cause: unknown): Failure =>
  new Failure('DB_REFUSED', 'this login may not make roles', {
    hint: 'Run it once with the address of an administrator (a role with CREATEROLE) in METRICS_DB_URI.',
    cause,
  });

export const newPassword = (): string => randomBytes(24).toString('base64url');

/** What PostgreSQL itself stores for a password (RFC 5803): salt, and two keys from which the password cannot be had. */
function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, SCRAM_ITERATIONS, 32, 'sha256');
  const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(hmac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${SCRAM_ITERATIONS}:${salt.toString('base64')}$${stored}:${hmac('Server Key').toString('base64')}`;
}
