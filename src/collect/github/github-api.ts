import { Failure } from '../../errors.ts';
import { bodyText, header, type HttpClient, type HttpResponse } from '../../http/http-client.ts';
import { nextPage } from '../../http/pages.ts';

export interface GithubApi {
  http: HttpClient;
  /** `https://api.github.com`, or `https://HOST/api/v3` of a server of one's own. */
  address: string;
  token: string | undefined;
  /** owner/name. */
  repository: string;
}

type Item = Readonly<Record<string, unknown>>;

/**
 * All items of a list of the repository, page by page, newest first where GitHub lists them so. `key` names the list in
 * an answer that is no list itself.
 * @throws Failure NOT_FOUND, SOURCE_REFUSED, SOURCE_FAILED, TARGET_UNREACHABLE
 */
export async function* githubList(api: GithubApi, path: string, key?: string): AsyncGenerator<Item[]> {
  let url: string | undefined = `${api.address.replace(/\/$/, '')}/repos/${api.repository}/${path}`;
  while (url !== undefined) {
    const response: HttpResponse = await api.http.request({
      url,
      headers: {
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        ...(api.token === undefined ? {} : { authorization: `Bearer ${api.token}` }),
      },
      secrets: api.token === undefined ? [] : [api.token],
    });
    if (response.status !== 200) throw refusal(api, response);
    yield itemsOf(bodyText(response), url, key);
    url = nextPage(header(response, 'link'), url);
  }
}

function itemsOf(text: string, url: string, key: string | undefined): Item[] {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new Failure('SOURCE_FAILED', `${url} answered something that is not JSON`, { cause });
  }
  const list: unknown = key === undefined ? answer : (answer as Record<string, unknown> | null)?.[key];
  if (!Array.isArray(list)) throw new Failure('SOURCE_FAILED', `${url} answered no list`);
  return list.filter((item) => item !== null && typeof item === 'object') as Item[];
}

function refusal(api: GithubApi, response: HttpResponse): Failure {
  const { status } = response;
  if (isLimited(response)) {
    return new Failure(
      'SOURCE_REFUSED',
      `GitHub answers no more requests${untilWhen(response)}: its limit is reached`,
      {
        hint: `Run the same command again later: what was read is stored, and is not stored twice.${
          api.token === undefined ? ' With GITHUB_TOKEN set the limit is higher.' : ''
        }`,
      },
    );
  }
  if (status === 401) {
    return new Failure('SOURCE_REFUSED', 'GitHub refused the token', { hint: 'Check GITHUB_TOKEN.' });
  }
  if (status === 404 || status === 403) {
    return new Failure('SOURCE_REFUSED', `GitHub shows no ${api.repository} to this account (HTTP ${status})`, {
      hint:
        api.token === undefined
          ? 'Check owner/name; for a private repository set GITHUB_TOKEN.'
          : 'Check owner/name, and that the token may read pull requests, deployments and actions.',
    });
  }
  return new Failure('SOURCE_FAILED', `GitHub answered HTTP ${status} for ${api.repository}`);
}

/** Too many requests in an hour, or too many at once: the second says so by a time to wait, or in words only. */
const isLimited = (response: HttpResponse): boolean =>
  response.status === 429 ||
  (response.status === 403 &&
    (header(response, 'x-ratelimit-remaining') === '0' ||
      header(response, 'retry-after') !== undefined ||
      /rate limit/i.test(bodyText(response))));

function untilWhen(response: HttpResponse): string {
  const wait = header(response, 'retry-after') ?? '';
  if (/^\d+$/.test(wait)) return ` for ${wait} seconds`;
  const reset = Number(header(response, 'x-ratelimit-reset'));
  return Number.isFinite(reset) && reset > 0 ? ` until ${new Date(reset * 1_000).toISOString()}` : '';
}

/** An ISO 8601 time of GitHub -> milliseconds since 1970. */
export const momentOf = (value: unknown): number | undefined => {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
};

/** The value behind a path of names; undefined where one is missing. */
export const inside = (item: unknown, ...names: readonly string[]): unknown =>
  names.reduce<unknown>(
    (value, name) =>
      value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined,
    item,
  );

/** A text or number of GitHub as text; anything else is none. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
