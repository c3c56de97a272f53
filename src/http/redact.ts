import { redactUrl } from '../util/redact-url.ts';

const HIDDEN = '***';

/** Values that stand behind these names in JSON, forms and headers never belong in a log. */
const NAMED =
  /("?(?:password|passwd|secret|access_token|refresh_token|token|api_key|apikey|authorization|cookie|set-cookie|x-csrftoken)"?\s*[:=]\s*"?)((?:Bearer |Basic )?[^"&\s,;}]+)/gi;
const BEARER = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g;
const JWT = /\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*/g;
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;

/**
 * Text of a foreign answer or error -> text fit for a message or a log: the given secrets, tokens, passwords in
 * addresses and values behind telling names become ***.
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length < 3) continue;
    for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])) {
      result = result.replaceAll(form, HIDDEN);
    }
  }
  return result
    .replace(ADDRESS, (address) => redactUrl(address))
    .replace(JWT, HIDDEN)
    .replace(BEARER, `$1 ${HIDDEN}`)
    .replace(NAMED, `$1${HIDDEN}`);
}
