import type { Secret } from '../../config/secret.ts';
import { Failure } from '../../errors.ts';
import { HttpClient, type HttpRequest, type HttpResponse, header } from '../../http/http-client.ts';
import { permissionFor } from './permission.ts';
import { failureOf, isRecord, jsonOf, type Problem, problemOf } from './answer.ts';

export interface Target {
  /** Address of Superset, with its base path if it has one. */
  url: string;
  username: string;
  password: Secret;
  caFile?: string | undefined;
  /** Version to assume where the server does not tell (before 6.1): "5.0". */
  version?: string | undefined;
}

export interface SessionOptions {
  target: Target;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** Time for an import or export, which takes Superset minutes when it is large. */
  transferTimeoutMs?: number;
  retry?: { attempts?: number; baseMs?: number; maxMs?: number };
  /** Hears of every call that is tried again. */
  onRetry?: (event: { url: string; attempt: number; waitMs: number; reason: string }) => void;
}

export interface Call {
  method?: HttpRequest['method'];
  /** Below the address of the target: `/api/v1/chart/`. Trailing slashes matter to Superset. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** What is being done, for messages: "reading the list of charts". */
  doing: string;
  /** Sends the CSRF token and session cookie along, which every write needs. */
  csrf?: boolean;
  timeoutMs?: number;
}

/** A login to one Superset: tokens are renewed when they run out, whether by time or because the server forgot them. */
export class SupersetSession {
  readonly base: string;
  readonly target: Target;
  /** Time for an import or export, in milliseconds. */
  readonly transferTimeoutMs: number;
  readonly #http: HttpClient;
  #access: string | undefined;
  #refresh: string | undefined;
  #csrf: { token: string; cookie: string } | undefined;
  #loggingIn: Promise<void> | undefined;
  #fetchingCsrf: Promise<void> | undefined;

  constructor(options: SessionOptions) {
    this.target = options.target;
    this.base = baseOf(options.target.url);
    this.transferTimeoutMs = options.transferTimeoutMs ?? 600_000;
    this.#http = new HttpClient({
      env: options.env ?? {},
      caFile: options.target.caFile,
      timeoutMs: options.timeoutMs ?? 120_000,
      retry: options.retry ?? {},
      signal: options.signal,
      ...(options.onRetry ? { onRetry: options.onRetry } : {}),
    });
  }

  /** Everything that must not show in a message. */
  get secrets(): string[] {
    const known = [this.target.password.reveal(), this.#access, this.#refresh, this.#csrf?.token, this.#csrf?.cookie];
    return known.filter((each) => each !== undefined);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /**
   * One call as the logged-in user. A refused token or CSRF token is renewed once.
   * @throws Failure TARGET_*
   */
  async call(call: Call): Promise<HttpResponse> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.#send(call);
      const problem = problemOf(response, this.secrets);
      if (!problem) return response;
      if (attempt > 2 || !(await this.#renew(problem, call))) {
        const permission = permissionFor(call.method ?? 'GET', call.path);
        throw failureOf(problem, call.doing, { user: this.target.username, permission });
      }
    }
  }

  /** A call without login: the version, the health. Any status is an answer. */
  open(path: string): Promise<HttpResponse> {
    return this.#request({ method: 'GET', url: `${this.base}${path}`, headers: { accept: 'application/json' } });
  }

  async #send(call: Call): Promise<HttpResponse> {
    if (!this.#access) await this.login();
    if (call.csrf) await this.prepare();
    return this.#request({
      method: call.method ?? 'GET',
      url: `${this.base}${call.path}`,
      // Every write of ours does the same when it is done twice, so all may be tried again.
      retry: true,
      headers: {
        // With */* Superset answers errors as HTML pages with status 500.
        accept: 'application/json, application/zip',
        authorization: `Bearer ${this.#access}`,
        ...(call.csrf && this.#csrf ? { 'x-csrftoken': this.#csrf.token, cookie: this.#csrf.cookie } : {}),
        // Over HTTPS, Flask-WTF wants to see where a write comes from.
        referer: `${this.base}/`,
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }),
    });
  }

  async #renew(problem: Problem, call: Call): Promise<boolean> {
    if (problem.kind === 'csrf' && call.csrf) {
      this.#csrf = undefined;
      return true;
    }
    if (problem.kind !== 'token') return false;
    this.#access = this.#refresh ? await this.#refreshed(this.#refresh) : undefined;
    if (!this.#access) this.#csrf = undefined;
    return true;
  }

  async #refreshed(token: string): Promise<string | undefined> {
    this.#refresh = undefined;
    const response = await this.#request({
      method: 'POST',
      url: `${this.base}/api/v1/security/refresh`,
      retry: true,
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
    });
    const document = jsonOf(response);
    if (response.status !== 200 || !isRecord(document)) return undefined;
    this.#refresh = token;
    return typeof document.access_token === 'string' ? document.access_token : undefined;
  }

  /** Logs in afresh; calls that come at the same time share one login. @throws Failure TARGET_* */
  login(): Promise<void> {
    this.#loggingIn ??= this.#login().finally(() => {
      this.#loggingIn = undefined;
    });
    return this.#loggingIn;
  }

  async #login(): Promise<void> {
    const { username, password } = this.target;
    const response = await this.#request({
      method: 'POST',
      url: `${this.base}/api/v1/security/login`,
      retry: true,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: password.reveal(), provider: 'db', refresh: true }),
    });
    const document = jsonOf(response);
    if (response.status === 200 && isRecord(document) && typeof document.access_token === 'string') {
      this.#access = document.access_token;
      this.#refresh = typeof document.refresh_token === 'string' ? document.refresh_token : undefined;
      return;
    }
    throw this.#loginFailure(response, document);
  }

  #loginFailure(response: HttpResponse, document: unknown): Failure {
    const { status } = response;
    const { username, password } = this.target;
    if (status === 401 && isRecord(document)) {
      return new Failure('TARGET_LOGIN', `Superset at ${this.base} refused the login of ${username}`, {
        hint: `Check the user name, and the password from ${password.source}; the account must be active.`,
      });
    }
    const location = header(response, 'location');
    if (status >= 300 && status < 400 && location !== undefined) {
      const to = new URL(location, `${this.base}/`);
      const suggestion = to.href.replace(/\/api\/v1\/security\/login.*$/, '');
      return new Failure('TARGET_NOT_SUPERSET', `${this.base} sends us on to ${to.origin}${to.pathname}`, {
        hint: `Set the address of the target to where it really is, perhaps ${suggestion}`,
      });
    }
    if (isRecord(document) && status >= 500) {
      return new Failure('TARGET_FAILED', `Superset at ${this.base} failed at the login (HTTP ${status})`);
    }
    if (status === 429 || status >= 502) {
      return new Failure('TARGET_UNREACHABLE', `${this.base} is not ready (HTTP ${status})`);
    }
    return new Failure('TARGET_NOT_SUPERSET', `${this.base} does not answer as Superset does (HTTP ${status})`, {
      hint: 'Check the address; behind a base path it is https://host/path.',
    });
  }

  /** Fetches the CSRF token and its cookie unless they are there; calls that come at the same time share it. @throws Failure TARGET_* */
  prepare(): Promise<void> {
    if (this.#csrf) return Promise.resolve();
    this.#fetchingCsrf ??= this.#fetchCsrf().finally(() => {
      this.#fetchingCsrf = undefined;
    });
    return this.#fetchingCsrf;
  }

  async #fetchCsrf(): Promise<void> {
    const response = await this.call({ path: '/api/v1/security/csrf_token/', doing: 'handing out a CSRF token' });
    const document = jsonOf(response);
    const raw = response.headers['set-cookie'];
    const cookies = (Array.isArray(raw) ? raw : [raw ?? '']).map((each) => each.split(';')[0] ?? '');
    if (!isRecord(document) || typeof document.result !== 'string') {
      throw new Failure('TARGET_NOT_SUPERSET', `${this.base} handed out no CSRF token`);
    }
    this.#csrf = { token: document.result, cookie: cookies.filter(Boolean).join('; ') };
  }

  async #request(request: HttpRequest): Promise<HttpResponse> {
    return this.#http.request({ ...request, secrets: this.secrets });
  }
}

/** The address without a trailing slash. @throws Failure CONFIG_INVALID */
function baseOf(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch (cause) {
    throw new Failure('CONFIG_INVALID', `the address of Superset is no URL: ${address}`, { cause });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Failure(
      'CONFIG_INVALID',
      `the address of Superset must begin with http:// or https://, not ${url.protocol}`,
    );
  }
  if (url.username || url.password) {
    throw new Failure('CONFIG_INVALID', 'the address of Superset must not hold a user name or password', {
      hint: 'Set SUPERSET_USERNAME and SUPERSET_PASSWORD.',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
