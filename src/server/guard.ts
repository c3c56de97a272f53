import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Failure } from '../errors.ts';
import { sha256 } from '../util/hash.ts';
import { looksEmbedded } from './embed/embed-token.ts';
import { PROGRAM_FILES } from './program-files.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

export const isLoopback = (host: string): boolean => LOOPBACK.has(host);

/** `example.org:8080` -> `example.org`; `[::1]:80` -> `[::1]`. */
const hostName = (header: string): string => header.replace(/:\d+$/, '').toLowerCase();

const sameText = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));

/** A cookie lets the browser's own requests carry the token, once the page was opened with it. */
const COOKIE = 'feedback_loop_token';

export const bearerOf = (request: FastifyRequest): string | undefined =>
  /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];

/** Scripts and data come from here only; `ancestors` are the origins whose pages may show ours in a frame. */
export const contentPolicy = (ancestors: readonly string[]): string =>
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  `object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors ${ancestors.join(' ') || "'none'"}`;

/** What a page in a frame needs: itself, its program (which holds no data), and its own part of the API. */
const EMBEDDED = /^\/(embed\/:slug|api\/embed\/:slug.*)$/;
const PROGRAM = new Set(['/*', PROGRAM_FILES]);

function tokenOf(request: FastifyRequest): string | undefined {
  const bearer = bearerOf(request);
  if (bearer) return bearer;
  const cookies = (request.headers.cookie ?? '').split(/; */);
  const cookie = cookies.find((each) => each.startsWith(`${COOKIE}=`));
  try {
    return cookie && decodeURIComponent(cookie.slice(COOKIE.length + 1));
  } catch {
    // A cookie that is no text of ours opens nothing, as one with another text.
    return '';
  }
}

/**
 * Who may ask. Bound to this machine: only requests that name this machine in Host (a web page that lets its own name
 * resolve to 127.0.0.1 is turned away) and, for what changes something, come from our own page. Bound elsewhere: a token.
 */
export function guard(app: FastifyInstance, options: { host: string; token?: string; embedding: boolean }): void {
  const local = isLoopback(options.host);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': contentPolicy([]),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    });
    const host = hostName(request.headers.host ?? '');
    if (local && !LOOPBACK.has(host)) {
      throw new Failure('HOST_REFUSED', `this server answers on ${options.host} only, not as ${host || 'nobody'}`);
    }
    const { origin } = request.headers;
    if (request.method !== 'GET' && request.method !== 'HEAD' && origin !== undefined) {
      const own = URL.canParse(origin) && new URL(origin).host === request.headers.host;
      if (!own) throw new Failure('HOST_REFUSED', `a page of ${origin} may not change anything here`);
    }
    const { url = '' } = request.routeOptions;
    if (options.embedding && EMBEDDED.test(url)) return;
    const bearer = bearerOf(request);
    if (bearer !== undefined && looksEmbedded(bearer)) {
      throw new Failure('EMBED_REFUSED', 'this token opens its dashboard at /embed, nothing else');
    }
    if (!options.token || (options.embedding && PROGRAM.has(url))) return;
    const query = request.query as { token?: unknown };
    if (request.method === 'GET' && typeof query.token === 'string' && sameText(query.token, options.token)) {
      reply.header('set-cookie', `${COOKIE}=${encodeURIComponent(query.token)}; HttpOnly; SameSite=Strict; Path=/`);
      const { pathname } = new URL(request.url, 'http://localhost');
      return reply.redirect(pathname);
    }
    const given = tokenOf(request);
    if (given === undefined || !sameText(given, options.token)) {
      throw new Failure('AUTH_REQUIRED', given === undefined ? 'a token is needed here' : 'the token is wrong');
    }
  });
}
