import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Longest to keep a reply for, in bytes of all replies together. */
const MOST_BYTES = 64 * 2 ** 20;
const pressed = promisify(gzip);

/** A reply that was written once, for all who ask the same until the data change. */
interface Whole {
  group: string;
  body: Buffer;
  etag: string;
  /** Made when the first who takes it asks. */
  gzipped?: Promise<Buffer>;
}

/** Writes a piece to everybody who waits; `kept` is what later askers get in its place. */
export type WritePiece = (piece: string, kept?: string) => void;

/** Writes the pieces of a reply. Answers whether it may be kept. Stops when `signal` says that nobody waits any more. */
type WriteReply = (write: WritePiece, signal: AbortSignal) => Promise<boolean>;

interface UnderWay {
  group: string;
  pieces: string[];
  followers: Set<(piece: string) => void>;
  done: Promise<void>;
  stop: AbortController;
}

export interface SharedReply {
  /** Everything that the reply depends on: who asks the same has the same key. */
  key: string;
  /** What it is forgotten with: the dashboard that it shows. */
  group: string;
  type: string;
  write: WriteReply;
}

/**
 * Replies that many ask for: what is known is sent whole, compressed once; what is just being written is followed piece by
 * piece by all who ask meanwhile; only what nobody asked before is written. Keys hold the version of the data, so that a
 * new event makes them new; the oldest go when there is no room.
 */
export class SharedReplies {
  readonly #known = new Map<string, Whole>();
  readonly #underWay = new Map<string, UnderWay>();
  readonly #numbers = new WeakMap<object, number>();
  #things = 0;
  #bytes = 0;

  /** A number that stands for this very object in a key. */
  numberOf(thing: object): number {
    const known = this.#numbers.get(thing);
    if (known !== undefined) return known;
    this.#numbers.set(thing, ++this.#things);
    return this.#things;
  }

  /**
   * Somebody asked past what is known: nobody gets the old replies of this group any more. Those that are being written reach
   * who waits for them already, and are not kept.
   */
  forget(group: string): void {
    for (const [key, whole] of this.#known) if (whole.group === group) this.#drop(key, whole);
    for (const [key, { group: of }] of this.#underWay) if (of === group) this.#underWay.delete(key);
  }

  #drop(key: string, whole: Whole): void {
    this.#known.delete(key);
    this.#bytes -= whole.body.length;
  }

  /** Sends the reply, streaming it where it is not known yet. */
  async send(request: FastifyRequest, reply: FastifyReply, shared: SharedReply): Promise<unknown> {
    const known = this.#known.get(shared.key);
    if (known) {
      // Asked for again: the last to go.
      this.#known.delete(shared.key);
      this.#known.set(shared.key, known);
      return sendWhole(request, reply, known, shared.type);
    }
    const underWay = this.#underWay.get(shared.key) ?? this.#start(shared);
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.writeHead(200, { 'content-type': shared.type, 'cache-control': 'no-store' });
    const follow = (piece: string): void => void reply.raw.write(piece);
    for (const piece of underWay.pieces) follow(piece);
    underWay.followers.add(follow);
    const leave = (): void => {
      if (reply.raw.writableEnded) return;
      underWay.followers.delete(follow);
      if (underWay.followers.size === 0) underWay.stop.abort();
    };
    // The request of a POST is closed as soon as its body was read: only the reply tells that who asked has left.
    reply.raw.once('close', leave);
    if (reply.raw.destroyed) leave();
    await underWay.done;
    reply.raw.end();
    return reply;
  }

  #start({ key, group, write }: SharedReply): UnderWay {
    const pieces: string[] = [];
    const kept: string[] = [];
    const followers: UnderWay['followers'] = new Set();
    const stop = new AbortController();
    // Who comes after everybody else has left starts anew.
    const isCurrent = (): boolean => this.#underWay.get(key) === underWay;
    stop.signal.addEventListener('abort', () => isCurrent() && this.#underWay.delete(key), { once: true });
    const work = async (): Promise<void> => {
      const whole = await write((piece, later = piece) => {
        pieces.push(piece);
        kept.push(later);
        for (const follow of followers) follow(piece);
      }, stop.signal).catch(() => false);
      if (stop.signal.aborted || !isCurrent()) return;
      this.#underWay.delete(key);
      if (whole) this.#keep(key, group, Buffer.from(kept.join(''), 'utf8'));
    };
    const underWay: UnderWay = { group, pieces, followers, stop, done: Promise.resolve() };
    this.#underWay.set(key, underWay);
    underWay.done = work();
    return underWay;
  }

  #keep(key: string, group: string, body: Buffer): void {
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
    this.#known.set(key, { group, body, etag });
    this.#bytes += body.length;
    for (const [oldest, whole] of this.#known) {
      if (this.#bytes <= MOST_BYTES || oldest === key) break;
      this.#drop(oldest, whole);
    }
  }
}

async function sendWhole(
  request: FastifyRequest,
  reply: FastifyReply,
  whole: Whole,
  type: string,
): Promise<FastifyReply> {
  // Asked about every time, but sent only when it is another one.
  reply.headers({ 'cache-control': 'private, no-cache', etag: whole.etag, vary: 'accept-encoding, cookie' });
  if (request.method === 'GET' && request.headers['if-none-match'] === whole.etag) return reply.code(304).send();
  reply.type(type);
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return reply.send(whole.body);
  whole.gzipped ??= pressed(whole.body);
  return reply.header('content-encoding', 'gzip').send(await whole.gzipped);
}
