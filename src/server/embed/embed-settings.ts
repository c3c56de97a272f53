import { readSecret } from '../../config/secret.ts';
import { Failure } from '../../errors.ts';
import { type EmbedKey, embedKey } from './embed-keys.ts';

export const EMBED_KEY = 'FEEDBACK_LOOP_EMBED_KEY';

export interface EmbedSettings {
  /** The first signs; all check. Never empty. */
  keys: readonly EmbedKey[];
  /** Origins of the pages that may show a dashboard; none unless they are named. */
  origins: readonly string[];
}

/** scheme://host, one leading `*.` allowed: nothing that could end the header or the directive. */
const ORIGIN = /^https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/i;

/**
 * FEEDBACK_LOOP_EMBED_KEY, …_PREVIOUS (checks what was signed before the key was replaced) and …_ORIGINS, separated by spaces.
 * Undefined without a key: embedding is off.
 * @throws Failure CONFIG_INVALID, SECRET_UNREADABLE
 */
export function embedSettings(env: NodeJS.ProcessEnv): EmbedSettings | undefined {
  const keys = [EMBED_KEY, `${EMBED_KEY}_PREVIOUS`].flatMap((name) => {
    const secret = readSecret(env, name);
    return secret ? [embedKey(secret.reveal(), secret.source)] : [];
  });
  if (keys.length === 0) return undefined;
  const origins = (env.FEEDBACK_LOOP_EMBED_ORIGINS ?? '').split(/[\s,]+/).filter(Boolean);
  const wrong = origins.find((origin) => !ORIGIN.test(origin));
  if (wrong !== undefined) {
    throw new Failure('CONFIG_INVALID', `FEEDBACK_LOOP_EMBED_ORIGINS: ${wrong} is no origin`, {
      hint: 'Write https://intranet.example.org, more of them separated by spaces.',
    });
  }
  return { keys, origins };
}
