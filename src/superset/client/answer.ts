import { Failure } from '../../errors.ts';
import { bodyText, type HttpResponse, header } from '../../http/http-client.ts';
import { redactText } from '../../http/redact.ts';

/** What an answer of Superset means, whichever of its five shapes of error it has. */
export interface Problem {
  status: number;
  /** Superset's own words, secrets removed. */
  message: string;
  /** `extra` of a refused import: file -> what is wrong in it. */
  files: Record<string, unknown>;
  kind: 'token' | 'csrf' | 'login' | 'permission' | 'rejected' | 'missing' | 'moved' | 'server' | 'foreign';
}

/** The JSON of an answer, or undefined when it is none (an HTML page, a cut body). */
export function jsonOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(bodyText(response));
  } catch {
    return undefined;
  }
}

/** Whether the answer is good; otherwise what is wrong with it. */
export function problemOf(response: HttpResponse, secrets: readonly string[]): Problem | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const document = jsonOf(response);
  const record = isRecord(document) ? document : {};
  const first = Array.isArray(record.errors) && isRecord(record.errors[0]) ? record.errors[0] : {};
  const words = record.msg ?? first.message ?? record.message ?? record.error;
  const message = redactText(wordsOf(words) || `HTTP ${status}`, secrets);
  const files = isRecord(first.extra) ? first.extra : {};
  return { status, message, files, kind: kindOf(response, record, message) };
}

function kindOf(response: HttpResponse, record: Record<string, unknown>, message: string): Problem['kind'] {
  const { status } = response;
  if (status >= 300 && status < 400) {
    // A refused CSRF token on anything that is not JSON is answered with a redirect to the login page.
    return /\/login\/?(\?|$)/.test(header(response, 'location') ?? '') ? 'csrf' : 'moved';
  }
  if (status === 400 && /CSRF/.test(message)) return 'csrf';
  // flask-jwt-extended speaks with `msg`: 401 for expired, 422 for everything that is no token.
  if ((status === 401 || status === 422) && typeof record.msg === 'string') return 'token';
  if (status === 401) return 'login';
  if (status === 403) return 'permission';
  if (status === 404) return Object.keys(record).length > 0 ? 'missing' : 'foreign';
  if (status >= 500) return 'server';
  return 'rejected';
}

const CODES = {
  token: 'TARGET_LOGIN',
  csrf: 'TARGET_LOGIN',
  login: 'TARGET_LOGIN',
  permission: 'TARGET_PERMISSION',
  rejected: 'TARGET_REJECTED',
  missing: 'TARGET_REJECTED',
  moved: 'TARGET_NOT_SUPERSET',
  foreign: 'TARGET_NOT_SUPERSET',
  server: 'TARGET_FAILED',
} as const;

/** The failure to throw for a problem. `doing` says what was tried; `needs`, who would have needed which permission. */
export function failureOf(
  problem: Problem,
  doing: string,
  needs?: { user: string; permission: string | undefined },
): Failure {
  const { status, message, kind } = problem;
  if (kind === 'csrf') {
    return new Failure('TARGET_LOGIN', `Superset sent ${doing} back to its login page (HTTP ${status})`, {
      hint: 'Its session cookie or CSRF token did not arrive: check that a proxy passes cookies, and SESSION_COOKIE_SECURE with http.',
      cause: problem,
    });
  }
  if (kind === 'permission') {
    const lacks = needs?.permission === undefined ? '' : `; ${needs.user} lacks "${needs.permission}"`;
    return new Failure('TARGET_PERMISSION', `Superset refused ${doing}: ${message}${lacks}`, { cause: problem });
  }
  if (status === 413) {
    return new Failure('TARGET_REJECTED', `Superset, or a proxy before it, refused ${doing} as too large (HTTP 413)`, {
      hint: 'Raise its limit: client_max_body_size of nginx, MAX_CONTENT_LENGTH of superset_config.py. From 6.0 on only what changed is sent.',
      cause: problem,
    });
  }
  return new Failure(CODES[kind], `Superset refused ${doing} (HTTP ${status}): ${message}${fileWords(problem.files)}`, {
    cause: problem,
  });
}

/** The problem behind a failure thrown by the client, if there is one. */
export function problemBehind(thrown: unknown): Problem | undefined {
  const cause = thrown instanceof Failure ? thrown.cause : undefined;
  return isRecord(cause) && typeof cause.status === 'number' && typeof cause.kind === 'string'
    ? (cause as unknown as Problem)
    : undefined;
}

function fileWords(files: Record<string, unknown>): string {
  const lines = Object.entries(files)
    .filter(([name]) => name !== 'issue_codes')
    .map(([name, words]) => `\n  ${name}: ${wordsOf(words)}`);
  return lines.join('');
}

function wordsOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
