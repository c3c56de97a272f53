import type { Secret } from '../../config/secret.ts';
import { Failure } from '../../errors.ts';
import type { Bundle } from '../../model/assets.ts';
import { PASSWORD_MASK } from '../normalise/database-uri.ts';
import type { PackedFile } from './pack.ts';

/** The password of a connection by its name; undefined when the environment names none. */
export type PasswordOf = (connection: string) => Secret | undefined;

/**
 * Database UUID -> password, for every connection whose address has a masked one.
 * @throws Failure SECRET_UNREADABLE when a connection that is new to the target has none
 */
export function passwordsFor(
  bundle: Bundle,
  passwordOf: PasswordOf,
  existing: ReadonlySet<string>,
): Map<string, string> {
  const passwords = new Map<string, string>();
  for (const database of bundle.databases) {
    if (!database.sqlalchemy_uri.includes(`:${PASSWORD_MASK}@`)) continue;
    const secret = passwordOf(database.database_name);
    const uuid = database.uuid.toLowerCase();
    if (secret !== undefined) passwords.set(uuid, secret.reveal());
    else if (!existing.has(uuid)) {
      throw new Failure(
        'SECRET_UNREADABLE',
        `the connection "${database.database_name}" needs a password, and none is set`,
        {
          hint: 'Name its variable under passwords: in environments/ENV.yaml, or set database.password_env, and set that variable.',
        },
      );
    }
  }
  return passwords;
}

/** The `passwords` field of an import: keyed by path without the root folder, whatever the connection is called. */
export const passwordsField = (files: readonly PackedFile[], passwords: ReadonlyMap<string, string>): string =>
  JSON.stringify(
    Object.fromEntries(
      files.flatMap((file) => {
        const password = file.part === 'databases' ? passwords.get(file.uuid.toLowerCase()) : undefined;
        return password === undefined ? [] : [[file.path, password]];
      }),
    ),
  );
