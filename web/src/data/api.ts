import type { ChartReply, DataRequest, ErrorReply, WireError } from '../../../src/server/contract.ts';
import type { Access } from './access.ts';

/** What a failed request answers, thrown. */
class ApiError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(error: WireError) {
    super(error.message);
    this.code = error.code;
    this.hint = error.hint;
  }
}

const AWAY: WireError = {
  code: 'UNREACHABLE',
  message: 'The server does not answer.',
  hint: 'Check that feedback-loop serve still runs.',
};
/** What a proxy answers for a server that is away. */
const OF_A_PROXY = new Set([502, 503, 504]);

export const asWireError = (thrown: unknown): WireError =>
  thrown instanceof ApiError ? { code: thrown.code, message: thrown.message, hint: thrown.hint } : AWAY;

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const reply = (await response.json().catch(() => null)) as ErrorReply | null;
  if (reply?.error) throw new ApiError(reply.error);
  if (OF_A_PROXY.has(response.status)) throw new ApiError(AWAY);
  throw new ApiError({ code: String(response.status), message: response.statusText, hint: 'Try again.' });
}

/** GET of JSON. @throws ApiError */
export async function getJson<T>(
  path: string,
  signal?: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const response = await fetch(path, {
    headers: { accept: 'application/json', ...headers },
    ...(signal ? { signal } : {}),
  });
  return (await (await checked(response)).json()) as T;
}

/** GET of a file with the name that the server gave it. @throws ApiError */
export async function getFile(path: string): Promise<{ blob: Blob; name: string }> {
  const response = await checked(await fetch(path));
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return { blob: await response.blob(), name: decodeURIComponent(named ?? 'report') };
}

/** POST of JSON. @throws ApiError */
export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await (await checked(response)).json()) as T;
}

/** Asks for charts and calls `onReply` as each arrives. @throws ApiError */
export async function streamCharts(
  access: Pick<Access, 'api' | 'headers'>,
  slug: string,
  request: DataRequest,
  onReply: (reply: ChartReply) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await checked(
    await fetch(`${access.api}/${encodeURIComponent(slug)}/data`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...access.headers },
      body: JSON.stringify(request),
      signal,
    }),
  );
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += value ?? '';
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line) onReply(JSON.parse(line) as ChartReply);
    if (done) break;
  }
  if (rest.trim()) onReply(JSON.parse(rest) as ChartReply);
}
