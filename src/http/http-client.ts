import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { Failure, messageOf } from '../errors.ts';
import { redactText } from './redact.ts';
import { DEFAULT_RETRY, isRetryableStatus, parseRetryAfter, type RetryPolicy, sleep, waitBefore } from './retry.ts';
import { describeTrouble } from './trouble.ts';

export interface HttpOptions {
  /** Read for HTTP_PROXY, HTTPS_PROXY, NO_PROXY (both spellings). Nothing else is read. */
  env?: NodeJS.ProcessEnv;
  /** PEM file with the certificates to trust beside the system's own. */
  caFile?: string | undefined;
  /** Time for one attempt, from first byte sent to last byte received, in milliseconds. */
  timeoutMs?: number;
  retry?: Partial<RetryPolicy>;
  userAgent?: string;
  signal?: AbortSignal | undefined;
  now?: () => number;
  random?: () => number;
  /** Hears of every attempt that will be tried again: for progress and logs. Text is already redacted. */
  onRetry?: (event: { url: string; attempt: number; waitMs: number; reason: string }) => void;
}

export interface HttpRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  timeoutMs?: number;
  /** Whether a failed attempt may be tried again. Default: GET, HEAD, PUT and DELETE, which do the same twice. */
  retry?: boolean;
  signal?: AbortSignal | undefined;
  /** Longest body accepted, in bytes. */
  maxBytes?: number;
  /** Values that must not show in any message about this request. */
  secrets?: readonly string[];
}

export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  body: Uint8Array;
}

/** The text of a body; bytes that are no UTF-8 become U+FFFD. */
export const bodyText = (response: HttpResponse): string => new TextDecoder().decode(response.body);

/** The value of a header; of several, the first. */
export function header(response: HttpResponse, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const MAX_BYTES = 512 * 1024 * 1024;
const SAFE_TWICE = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * The only way out to HTTP: a time limit for each attempt, retries for what is worth it, no redirects followed (a
 * redirect is an answer), proxies from the environment, nothing secret in a message. Close it at the end.
 */
export class HttpClient {
  readonly #options: HttpOptions;
  readonly #retry: RetryPolicy;
  readonly #direct: Agent;
  readonly #proxied: Dispatcher;

  constructor(options: HttpOptions = {}) {
    this.#options = options;
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
    // gunicorn closes idle connections after 2 s; a connection reused at that moment is reset, so ours idle shorter.
    const common = {
      keepAliveTimeout: 1_000,
      keepAliveMaxTimeout: 1_000,
      headersTimeout: 0,
      bodyTimeout: 0,
      ...(options.caFile ? { connect: { ca: readCa(options.caFile) } } : {}),
    };
    this.#direct = new Agent(common);
    const env = options.env ?? {};
    const proxies = {
      httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? '',
      httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? '',
      noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
    };
    const tls = options.caFile ? { requestTls: { ca: readCa(options.caFile) } } : {};
    this.#proxied =
      proxies.httpProxy || proxies.httpsProxy ? new EnvHttpProxyAgent({ ...common, ...tls, ...proxies }) : this.#direct;
  }

  /**
   * Sends a request and reads the whole answer. Any status is an answer; 429, 502, 503 and 504 are tried again first.
   * @throws Failure TARGET_UNREACHABLE (no answer), TARGET_FAILED (an answer that cannot be read), INTERRUPTED
   */
  async request(request: HttpRequest): Promise<HttpResponse> {
    const method = request.method ?? 'GET';
    const attempts = (request.retry ?? SAFE_TWICE.has(method)) ? this.#retry.attempts : 1;
    const now = this.#options.now ?? Date.now;
    for (let attempt = 1; ; attempt++) {
      let reason: string;
      let asked: number | undefined;
      try {
        const response = await this.#once(request, method);
        if (!isRetryableStatus(response.status) || attempt >= attempts) return response;
        asked = parseRetryAfter(header(response, 'retry-after'), now());
        reason = `HTTP ${response.status}`;
        if (waitBefore(attempt, this.#retry, () => 0, asked) === undefined) return response;
      } catch (thrown) {
        const failure = this.#failure(request, method, thrown);
        if (attempt >= attempts || !failure.again) throw failure.error;
        reason = failure.error.message;
      }
      const waitMs = waitBefore(attempt, this.#retry, this.#options.random ?? Math.random, asked) ?? 0;
      this.#options.onRetry?.({ url: redactText(request.url, request.secrets), attempt, waitMs, reason });
      try {
        await sleep(waitMs, this.#signal(request));
      } catch (cause) {
        throw new Failure('INTERRUPTED', `interrupted while waiting for ${redactText(request.url)}`, { cause });
      }
    }
  }

  async close(): Promise<void> {
    await this.#direct.destroy();
    if (this.#proxied !== this.#direct) await this.#proxied.destroy();
  }

  #signal(request: HttpRequest): AbortSignal | undefined {
    const both = [this.#options.signal, request.signal].filter((each) => each !== undefined);
    return both.length > 1 ? AbortSignal.any(both) : both[0];
  }

  async #once(request: HttpRequest, method: string): Promise<HttpResponse> {
    const url = new URL(request.url);
    const limit = AbortSignal.timeout(request.timeoutMs ?? this.#options.timeoutMs ?? 60_000);
    const outer = this.#signal(request);
    const signal = outer ? AbortSignal.any([limit, outer]) : limit;
    // undici does not end a request whose proxy never answers CONNECT, whatever the signal says: so we race it.
    return await orAborted(this.#exchange(request, method, url, signal), signal);
  }

  async #exchange(request: HttpRequest, method: string, url: URL, signal: AbortSignal): Promise<HttpResponse> {
    const dispatcher = LOOPBACK.test(url.hostname) ? this.#direct : this.#proxied;
    const { statusCode, headers, body } = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: method as Dispatcher.HttpMethod,
      headers: { 'user-agent': this.#options.userAgent ?? 'feedback-loop', ...request.headers },
      body: request.body ?? null,
      signal,
    });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > (request.maxBytes ?? MAX_BYTES)) {
        body.destroy();
        throw new Failure('TARGET_FAILED', `the answer of ${redactText(request.url)} is larger than allowed`);
      }
      chunks.push(chunk);
    }
    return { status: statusCode, headers, body: Buffer.concat(chunks, size) };
  }

  #failure(request: HttpRequest, method: string, thrown: unknown): { error: Failure; again: boolean } {
    if (thrown instanceof Failure) return { error: thrown, again: false };
    if (this.#signal(request)?.aborted) {
      return { error: new Failure('INTERRUPTED', 'interrupted', { cause: thrown }), again: false };
    }
    const trouble = describeTrouble(thrown);
    const where = `${method} ${redactText(request.url, request.secrets)}`;
    const error = new Failure('TARGET_UNREACHABLE', redactText(`${where}: ${trouble.text}`, request.secrets), {
      cause: thrown,
      ...(trouble.hint ? { hint: trouble.hint } : {}),
    });
    return { error, again: trouble.again };
  }
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

function readCa(file: string): string[] {
  try {
    return [...rootCertificates, readFileSync(file, 'utf8')];
  } catch (cause) {
    throw new Failure('CONFIG_INVALID', `the CA file cannot be read: ${messageOf(cause)}`, { where: { file }, cause });
  }
}
