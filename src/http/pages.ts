import { Failure } from '../errors.ts';
import { redactText } from './redact.ts';

/**
 * The `next` address of an RFC 8288 Link header, or undefined at the last page. A server must not send us (and our
 * token) to another origin.
 * @throws Failure TARGET_FAILED
 */
export function nextPage(link: string | undefined, current: string): string | undefined {
  const found = link?.split(/,(?=\s*<)/).find((part) => /;\s*rel="?next"?/i.test(part));
  const address = found?.match(/<([^>]*)>/)?.[1];
  return address === undefined ? undefined : sameOrigin(address, current);
}

/**
 * Resolves an address that a server sent against the page it came from.
 * @throws Failure TARGET_FAILED when it leads to another origin
 */
function sameOrigin(address: string, current: string): string {
  const target = new URL(address, current);
  if (target.origin !== new URL(current).origin) {
    throw new Failure(
      'TARGET_FAILED',
      `${new URL(current).origin} sent us on to another host: ${redactText(target.href)}`,
    );
  }
  return target.href;
}
