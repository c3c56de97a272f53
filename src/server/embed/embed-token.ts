import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { Failure } from '../../errors.ts';
import type { EmbedKey } from './embed-keys.ts';

const ISSUER = 'feedback-loop';
const AUDIENCE = 'feedback-loop:embed';
/** Clocks of two machines differ a little. */
const SKEW_SECONDS = 30;
/** A token is in a page that others can read: it must end. */
const LONGEST_SECONDS = 31 * 86_400;

/** What a token opens: one dashboard of one organization, narrowed to these values. */
export interface EmbedGrant {
  organization: string;
  /** uuid: a slug may be given to another dashboard later. */
  dashboard: string;
  /** Column -> the one value that is shown. */
  locked: Readonly<Record<string, string | number | boolean>>;
  /** Time range in Superset's words; absent: the page chooses. */
  timeRange?: string;
}

const claims = z.object({
  org: z.string().min(1).max(255),
  dashboard: z.string().min(1).max(255),
  locked: z.record(z.string().max(255), z.union([z.string().max(1_000), z.number(), z.boolean()])).default({}),
  range: z.string().max(200).optional(),
});

/**
 * Signs a token with the first key.
 * @throws Failure CONFIG_INVALID for a key that only checks, USAGE for a time to live that is too long
 */
export async function signEmbedToken(
  key: EmbedKey,
  grant: EmbedGrant,
  times: { now: Date; ttlSeconds: number },
): Promise<string> {
  if (!key.sign) {
    throw new Failure('CONFIG_INVALID', 'the embedding key is a public one: it can check, not sign', {
      hint: 'Sign where the private key is.',
    });
  }
  if (times.ttlSeconds > LONGEST_SECONDS) {
    throw new Failure('USAGE', 'a token lives 31 days at most', { hint: 'Make short ones, anew for each page.' });
  }
  const issued = Math.floor(times.now.getTime() / 1_000);
  return new SignJWT({
    org: grant.organization,
    dashboard: grant.dashboard,
    ...(Object.keys(grant.locked).length > 0 ? { locked: grant.locked } : {}),
    ...(grant.timeRange === undefined ? {} : { range: grant.timeRange }),
  })
    .setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: 'JWT' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(issued)
    .setExpirationTime(issued + times.ttlSeconds)
    .sign(key.sign);
}

const refused = (message: string, cause?: unknown): Failure => new Failure('EMBED_REFUSED', message, { cause });

/**
 * What a token opens, when one of the keys signed it and it has not expired.
 * @throws Failure EMBED_EXPIRED, EMBED_REFUSED
 */
export async function readEmbedToken(keys: readonly EmbedKey[], token: string, now: Date): Promise<EmbedGrant> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid, alg }) => {
        const key = keys.find((each) => each.id === kid);
        if (!key) throw refused('the token is signed with a key that is not in use here');
        // A public key must never serve as a shared secret, nor the other way round.
        if (alg !== key.algorithm) throw refused(`the key ${key.id} signs with ${key.algorithm}, not with ${alg}`);
        return key.check;
      },
      {
        algorithms: [...new Set(keys.map(({ algorithm }) => algorithm))],
        issuer: ISSUER,
        audience: AUDIENCE,
        clockTolerance: SKEW_SECONDS,
        maxTokenAge: LONGEST_SECONDS,
        requiredClaims: ['iat', 'exp'],
        currentDate: now,
      },
    );
    const { org, dashboard, locked, range } = claims.parse(payload);
    return { organization: org, dashboard, locked, ...(range === undefined ? {} : { timeRange: range }) };
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    if (thrown instanceof errors.JWTExpired)
      throw new Failure('EMBED_EXPIRED', 'the token has expired', { cause: thrown });
    throw refused('the token is not valid', thrown);
  }
}

/** Whether a bearer token says that it is one of these, true or not: no other door may take it for its own. */
export function looksEmbedded(token: string): boolean {
  if (token.split('.').length !== 3) return false;
  try {
    return [decodeJwt(token).aud].flat().includes(AUDIENCE);
  } catch {
    return false;
  }
}
