/** What Superset writes in place of a password when it exports. */
export const PASSWORD_MASK = 'XXXXXXXXXX';

/**
 * A database address as Superset 6 stores and exports it: password masked, query keys in order (SQLAlchemy renders a
 * parsed address anew, so the text it was given does not survive).
 */
export function canonicalUri(address: string): string {
  const match = /^([a-z][a-z0-9+._-]*):\/\/([^?#]*)(?:\?(.*))?$/is.exec(address.trim());
  if (!match) return address.trim();
  const [, scheme = '', rest = '', query] = match;
  return `${scheme.toLowerCase()}://${maskedPassword(rest)}${query ? `?${canonicalQuery(query)}` : ''}`;
}

function maskedPassword(rest: string): string {
  const at = rest.lastIndexOf('@');
  if (at < 0) return rest;
  const colon = rest.indexOf(':');
  // An @ behind the first slash belongs to the path of a file.
  if (rest.startsWith('/') || colon < 0 || colon > at) return rest;
  return `${rest.slice(0, colon)}:${PASSWORD_MASK}${rest.slice(at)}`;
}

function canonicalQuery(query: string): string {
  const pairs = query.split('&').filter(Boolean);
  const decoded = pairs.map((pair) => {
    const [key = '', ...value] = pair.split('=');
    return [unquote(key), unquote(value.join('='))] as const;
  });
  decoded.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return decoded.map(([key, value]) => `${quote(key)}=${quote(value)}`).join('&');
}

function unquote(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const quote = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
