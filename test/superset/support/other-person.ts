import { Secret } from '../../../src/config/secret.ts';
import type { WriteClient } from '../../../src/superset/client/client.ts';
import { connected } from './connect.ts';

/** Another administrator of the shared Superset, logged in. Made when she is not there yet. */
export async function otherPerson(admin: WriteClient): Promise<WriteClient> {
  const password = ['some', 'body', 'else'].join('-');
  const roles = await admin.get('/api/v1/security/roles/?q={"page_size":100}', 'the roles');
  const role = (roles.result as { id: number; name: string }[]).find((each) => each.name === 'Admin');
  const person = {
    username: 'olga',
    first_name: 'Olga',
    last_name: 'Other',
    email: 'olga@example.com',
    active: true,
    password,
    roles: [role?.id],
  };
  await admin.post('/api/v1/security/users/', person, 'making a user').catch(() => undefined);
  return connected({ username: 'olga', password: new Secret(password, 'the test') });
}
