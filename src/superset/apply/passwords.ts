import type { Secret } from '../../config/secret.ts';
import { Failure } from '../../errors.ts';
import type { Bundle } from '../../model/assets.ts';
import { PASSWORD_MASK } from '../normalise/database-uri.ts';
import type { PackedFile } from './pack.ts';

/** The password of a connection by its name; undefined when the environment names none. */
export type PasswordOf = (connection: string) => Secret | undefined;

/**
 * `passwords` of an import: file -> password, for every connection whose address has a masked one.
 * @throws Failure SECRET_UNREADABLE when a connection that is new to the target has none
 */
export function passwordsFor(
  files: readonly PackedFile[],
  bundle: Bundle,
  passwordOf: PasswordOf,
  existing: ReadonlySet<string>,
): { form: Record<string, string>; secrets: string[] } {
  const form: Record<string, string> = {};
  for (const database of bundle.databases) {
    if (!database.sqlalchemy_uri.includes(`:${PASSWORD_MASK}@`)) continue;
    const path = files.find((file) => file.part === 'databases' && file.uuid === database.uuid)?.path;
    const secret = passwordOf(database.database_name);
    if (path !== undefined && secret !== undefined) form[path] = secret.reveal();
    else if (!existing.has(database.uuid.toLowerCase())) {
      throw new Failure(
        'SECRET_UNREADABLE',
        `the connection "${database.database_name}" needs a password, and none is set`,
        {
          hint: 'Name its variable under passwords: in environments/ENV.yaml, or set database.password_env, and set that variable.',
        },
      );
    }
  }
  return { form, secrets: Object.values(form) };
}
