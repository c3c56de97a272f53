import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Failure, messageOf } from '../../errors.ts';
import { sha256 } from '../../util/hash.ts';

type EmbedAlgorithm = 'HS256' | 'EdDSA';

/** A key that signs or checks tokens. What it is decides the algorithm; what a token says of itself decides nothing. */
export interface EmbedKey {
  /** Derived from the key, so that two keys can be in use while one is replaced. */
  id: string;
  algorithm: EmbedAlgorithm;
  check: KeyObject | Uint8Array;
  /** Undefined for a public key: it only checks. */
  sign?: KeyObject | Uint8Array;
}

/** RFC 7518 §3.2 wants as many bits as the hash has. */
const LEAST_CHARACTERS = 32;

/**
 * A long random text is a shared secret (HS256); a PEM of an Ed25519 key is private or public (EdDSA).
 * @throws Failure CONFIG_INVALID; the text is never part of the message
 */
export function embedKey(text: string, source: string): EmbedKey {
  if (text.includes('-----BEGIN')) return ed25519(text, source);
  if (text.length < LEAST_CHARACTERS) {
    throw new Failure(
      'CONFIG_INVALID',
      `${source} is too short to sign with: ${LEAST_CHARACTERS} characters at least`,
      {
        hint: 'Make one: openssl rand -base64 48',
      },
    );
  }
  const secret = new TextEncoder().encode(text);
  return { id: sha256(`embed ${text}`).slice(0, 12), algorithm: 'HS256', check: secret, sign: secret };
}

function ed25519(text: string, source: string): EmbedKey {
  try {
    const isPrivate = text.includes('PRIVATE KEY');
    const check = createPublicKey(text);
    if (check.asymmetricKeyType !== 'ed25519') throw new Error(`it is ${check.asymmetricKeyType ?? 'unknown'}`);
    const id = sha256(check.export({ type: 'spki', format: 'der' }).toString('base64')).slice(0, 12);
    return { id, algorithm: 'EdDSA', check, ...(isPrivate ? { sign: createPrivateKey(text) } : {}) };
  } catch (cause) {
    throw new Failure('CONFIG_INVALID', `${source} is no Ed25519 key in PEM: ${messageOf(cause)}`, {
      hint: 'Make one: openssl genpkey -algorithm ed25519',
      cause,
    });
  }
}
