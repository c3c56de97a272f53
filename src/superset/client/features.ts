import { bodyText } from '../../http/http-client.ts';
import { isRecord } from './answer.ts';
import type { SupersetSession } from './session.ts';

/**
 * The feature flags of a target as its login page carries them for the browser; undefined when there is no such page
 * (a login of another kind). The API has no list of them.
 */
export async function readFeatures(session: SupersetSession): Promise<ReadonlyMap<string, boolean> | undefined> {
  const text = bodyText(await session.open('/login/')).replaceAll(/&#34;|&quot;/g, '"');
  const found = /"feature_flags":\s*(\{[^{}]*\})/.exec(text)?.[1];
  if (found === undefined) return undefined;
  try {
    const flags: unknown = JSON.parse(found);
    return isRecord(flags) ? new Map(Object.entries(flags).map(([name, on]) => [name, on === true])) : undefined;
  } catch {
    return undefined;
  }
}
