import { PASSWORD_MASK } from '../../config/environment.ts';
import type { Bundle } from '../../model/assets.ts';
import { assetsOf } from '../../model/bundle.ts';
import type { Report } from './report.ts';

const SECRETS: readonly [string, RegExp][] = [
  ['a password in an address', /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@'"]+:(?!X{6,}@|\*+@)[^\s/@'"]+@[^\s'"]+/i],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a token of GitHub', /\bgh[pousr]_[A-Za-z0-9]{36}\b/],
  ['a key of AWS', /\bAKIA[A-Z0-9]{16}\b/],
  ['a token of Slack', /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
];

/** Secrets, masked or real, where they would be written to a file and to Git. The secret itself is never repeated. */
export function checkSecrets(bundle: Bundle, passwords: ReadonlySet<string>, reportOn: (uuid: string) => Report): void {
  for (const asset of assetsOf(bundle)) {
    const text = JSON.stringify(asset);
    for (const [what, pattern] of SECRETS) {
      if (pattern.test(text)) {
        const path = 'sqlalchemy_uri' in asset && pattern.test(String(asset.sqlalchemy_uri)) ? ['sqlalchemy_uri'] : [];
        reportOn(asset.uuid)(
          'SECRET',
          'error',
          `there is ${what} in this asset`,
          path,
          'Take it out, change it where it is valid, and name an environment variable instead.',
        );
      }
    }
  }
  for (const database of bundle.databases) {
    const report = reportOn(database.uuid);
    for (const key of ['password', 'encrypted_extra', 'masked_encrypted_extra']) {
      if (database[key] !== undefined && database[key] !== null) {
        report(
          'SECRET',
          'error',
          `${key} does not belong into a file`,
          [key],
          'Name an environment variable under passwords: in the environment.',
        );
      }
    }
    if (String(database.sqlalchemy_uri).includes(`:${PASSWORD_MASK}@`) && !passwords.has(database.database_name)) {
      report(
        'PASSWORD_UNKNOWN',
        'warning',
        `the password of ${database.database_name} is masked, and no variable is named for it: a new Superset refuses the connection`,
        ['sqlalchemy_uri'],
        'Name one: database.password_env, or passwords: in the environment.',
      );
    }
  }
}
