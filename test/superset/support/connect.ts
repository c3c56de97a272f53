import { inject } from 'vitest';
import { Secret } from '../../../src/config/secret.ts';
import { connect, type WriteClient } from '../../../src/superset/client/client.ts';
import type { Target } from '../../../src/superset/client/session.ts';

/** The shared Superset as a target, with changes. */
export function target(changes: Partial<Target> = {}): Target {
  const { url, username, password } = inject('superset');
  return { url, username, password: new Secret(password, 'the test'), ...changes };
}

export const connected = (changes: Partial<Target> = {}): Promise<WriteClient> => connect({ target: target(changes) });
