import { Failure } from '../../errors.ts';
import { bodyText } from '../../http/http-client.ts';
import { isRecord, jsonOf } from './answer.ts';
import type { SupersetSession } from './session.ts';

/** Versions whose imports and exports we know. */
const SUPPORTED_VERSIONS = ['4.1', '5.0', '6.0', '6.1', '7.0'] as const;

/**
 * The version of a target, as "6.1.0" or, where it has to be inferred, "6.0". From 6.1 on /version says it; before, the
 * login page carries it; a build without a version is told by what its lists can do.
 * @throws Failure TARGET_UNSUPPORTED
 */
export async function probeVersion(session: SupersetSession): Promise<string> {
  const said = session.target.version ?? (await fromEndpoint(session)) ?? (await fromLoginPage(session));
  const version = said ?? (await fromAbilities(session));
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const known = SUPPORTED_VERSIONS.includes(`${major}.${minor}` as (typeof SUPPORTED_VERSIONS)[number]);
  if (!known && major < 7) {
    throw new Failure('TARGET_UNSUPPORTED', `${session.base} runs Superset ${version}`, {
      hint: `Supported are ${SUPPORTED_VERSIONS.join(', ')}.`,
    });
  }
  return version;
}

const VERSION = /^\d+\.\d+(\.\d+)?/;

async function fromEndpoint(session: SupersetSession): Promise<string | undefined> {
  const response = await session.open('/version');
  const document = response.status === 200 ? jsonOf(response) : undefined;
  return isRecord(document) ? usable(document.version_string) : undefined;
}

async function fromLoginPage(session: SupersetSession): Promise<string | undefined> {
  const response = await session.open('/login/');
  const text = bodyText(response).replaceAll(/&#34;|&quot;/g, '"');
  return usable(/"version_string":\s*"([^"]+)"/.exec(text)?.[1]);
}

/** Lists know `uuid` of charts from 6.0 on. */
async function fromAbilities(session: SupersetSession): Promise<string> {
  const response = await session.call({
    path: '/api/v1/chart/_info?q={"keys":["filters"]}',
    doing: 'telling its version',
  });
  const document = jsonOf(response);
  const filters = isRecord(document) && isRecord(document.filters) ? document.filters : {};
  return 'uuid' in filters ? '6.0' : '5.0';
}

function usable(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  // Development builds call themselves 0.0.0-dev.
  return VERSION.test(text) && !text.startsWith('0.') ? text.match(VERSION)?.[0] : undefined;
}
