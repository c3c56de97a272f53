import { Failure } from '../../errors.ts';
import { isRecord, jsonOf } from './answer.ts';
import { readFeatures } from './features.ts';
import { type FormPart, multipart } from './multipart.ts';
import { type SessionOptions, SupersetSession } from './session.ts';
import { probeVersion } from './version.ts';

/** What can be asked of a Superset without changing anything. */
export interface ReadClient {
  /** Address, without a trailing slash. */
  readonly url: string;
  /** "6.1.0" */
  readonly version: string;
  readonly username: string;
  get(path: string, doing: string): Promise<Record<string, unknown>>;
  /** A file, such as an export. */
  download(path: string, doing: string): Promise<Uint8Array>;
  /** POST /api/v1/chart/data: runs queries, writes nothing. */
  query(payload: object): Promise<Record<string, unknown>>;
  /** The feature flags; undefined where they cannot be told. */
  features(): Promise<ReadonlyMap<string, boolean> | undefined>;
  /** What must not show in any message. */
  secrets(): string[];
  close(): Promise<void>;
}

/** A client that can write. Only apply, prune, rollback and what restores ownership get one. */
export interface WriteClient extends ReadClient {
  /** Fetches the CSRF token that every write shows, unless it is there. */
  prepare(): Promise<void>;
  put(path: string, body: object, doing: string): Promise<Record<string, unknown>>;
  post(path: string, body: object, doing: string): Promise<Record<string, unknown>>;
  remove(path: string, doing: string): Promise<Record<string, unknown>>;
  /** Sends a form with files. Any refusal is thrown as a Failure whose cause is the Problem. */
  upload(path: string, parts: readonly FormPart[], doing: string): Promise<Record<string, unknown>>;
}

/**
 * Logs in for reading. The object has no method that writes.
 * @throws Failure TARGET_*
 */
export async function connectReadOnly(options: SessionOptions): Promise<ReadClient> {
  return reader(await opened(options));
}

/**
 * Logs in for writing.
 * @throws Failure TARGET_*
 */
export async function connect(options: SessionOptions): Promise<WriteClient> {
  const open = await opened(options);
  const { session } = open;
  const send = async (method: 'PUT' | 'POST' | 'DELETE', path: string, doing: string, body?: object) => {
    const json = body === undefined ? {} : { body: JSON.stringify(body), headers: JSON_BODY };
    return document(await session.call({ method, path, doing, csrf: true, ...json }), path);
  };
  return {
    ...reader(open),
    prepare: () => session.prepare(),
    put: (path, body, doing) => send('PUT', path, doing, body),
    post: (path, body, doing) => send('POST', path, doing, body),
    remove: (path, doing) => send('DELETE', path, doing),
    upload: async (path, parts, doing) => {
      const { body, contentType } = multipart(parts);
      const headers = { 'content-type': contentType };
      return document(
        await session.call({
          method: 'POST',
          path,
          doing,
          csrf: true,
          headers,
          body,
          timeoutMs: session.transferTimeoutMs,
        }),
        path,
      );
    },
  };
}

const JSON_BODY = { 'content-type': 'application/json' };

interface Opened {
  session: SupersetSession;
  version: string;
}

async function opened(options: SessionOptions): Promise<Opened> {
  const session = new SupersetSession(options);
  try {
    // Both at once; a failed login tells best whether there is a Superset at all.
    const [login, version] = await Promise.allSettled([session.login(), probeVersion(session)]);
    if (login.status === 'rejected') throw login.reason;
    if (version.status === 'rejected') throw version.reason;
    return { session, version: version.value };
  } catch (thrown) {
    await session.close();
    throw thrown;
  }
}

function reader({ session, version }: Opened): ReadClient {
  return {
    url: session.base,
    version,
    username: session.target.username,
    get: async (path, doing) => document(await session.call({ path, doing }), path),
    download: async (path, doing) => (await session.call({ path, doing, timeoutMs: session.transferTimeoutMs })).body,
    query: async (payload) =>
      document(
        await session.call({
          method: 'POST',
          path: '/api/v1/chart/data',
          doing: 'running a query',
          headers: JSON_BODY,
          body: JSON.stringify(payload),
        }),
        '/api/v1/chart/data',
      ),
    features: () => readFeatures(session),
    secrets: () => session.secrets,
    close: () => session.close(),
  };
}

function document(response: { status: number; body: Uint8Array }, path: string): Record<string, unknown> {
  const value = jsonOf({ ...response, headers: {} });
  if (isRecord(value)) return value;
  throw new Failure('TARGET_FAILED', `the answer of ${path} is no JSON document (HTTP ${response.status})`);
}
