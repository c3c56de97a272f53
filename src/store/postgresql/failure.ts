import { Failure, messageOf } from '../../errors.ts';

const NETWORK = /^(ECONN|ENOTFOUND|EHOST|ENET|ETIMEDOUT|EPIPE|EAI_|ENOENT)/;
const TLS = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER))/;
const LOST = /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered/i;

/** What pg threw, as one of our errors. `where` names the database without its password. */
export function postgresqlFailure(thrown: unknown, where: string): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = codeOf(thrown);
  const message = messageOf(thrown) || code;
  const details = { cause: thrown };
  if (TLS.test(code)) {
    const hint = 'Name the certificate of the authority that signed it: ?sslrootcert=FILE; see docs/connections.md.';
    return new Failure('DB_UNREACHABLE', `the certificate of ${where} is not accepted: ${message}`, {
      ...details,
      hint,
    });
  }
  if (NETWORK.test(code) || LOST.test(message) || /^(08|57P0)/.test(code)) {
    return new Failure('DB_UNREACHABLE', `${where} cannot be reached: ${message}`, details);
  }
  if (code === '53300') return new Failure('DB_UNREACHABLE', `${where} has no connection left: ${message}`, details);
  if (code === '28P01' || code === '28000') {
    return new Failure('DB_REFUSED', `${where} refused the login: ${message}`, details);
  }
  if (code === '42501') return new Failure('DB_REFUSED', `${where} refused permission: ${message}`, details);
  if (code === '3D000') {
    return new Failure('DB_MISSING', `${where}: ${message}`, { ...details, hint: 'Create the database first.' });
  }
  if (code === '57014') return new Failure('DB_TIMEOUT', message, details);
  if (code === '55P03' || code === '40P01') return new Failure('DB_LOCKED', `${where}: ${message}`, details);
  if (code === '53100') return new Failure('DISK_FULL', `${where}: ${message}`, details);
  return new Failure('DB_QUERY_FAILED', message, details);
}

/** SQLSTATE or the code of a socket's error. */
export const codeOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : '';
