import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure, messageOf } from '../errors.ts';

/** Bytes of one input, unpacked, without a byte-order mark. */
export interface InputBytes {
  chunks: AsyncIterable<Buffer>;
  /** Set when the input broke off: a gzip that ends in the middle. */
  brokenOff: () => string | undefined;
}

const CHUNK_BYTES = 128 * 1024;

/** What a file or folder that cannot be read is told as. */
export function fileFailure(thrown: unknown, path: string): Failure {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Failure('FILE_MISSING', `${path} does not exist`, { cause: thrown });
  }
  if (code === 'EISDIR') return new Failure('FILE_IS_DIRECTORY', `${path} is a folder`, { cause: thrown });
  return new Failure('FILE_UNREADABLE', `${path} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
}

/**
 * A file, or standard input for `-`.
 * @throws Failure FILE_MISSING, FILE_IS_DIRECTORY, FILE_UNREADABLE (when the bytes are read)
 */
export async function openInput(path: string, stdin: NodeJS.ReadableStream): Promise<InputBytes> {
  if (path === '-') return unpacked(stdin as Readable, 'standard input');
  try {
    if ((await stat(path)).isDirectory()) throw new Failure('FILE_IS_DIRECTORY', `${path} is a folder`);
  } catch (thrown) {
    throw thrown instanceof Failure ? thrown : fileFailure(thrown, path);
  }
  return unpacked(createReadStream(path, { highWaterMark: CHUNK_BYTES }), path);
}

/** Bytes that are in memory already. */
export const inputOfBytes = (bytes: Buffer, name: string): InputBytes => unpacked([bytes], name);

function unpacked(source: AsyncIterable<Buffer | string> | Iterable<Buffer>, name: string): InputBytes {
  let broken: string | undefined;
  async function* raw(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of source) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    } catch (thrown) {
      throw thrown instanceof Failure ? thrown : fileFailure(thrown, name);
    }
  }
  async function* chunks(): AsyncGenerator<Buffer> {
    const bytes = raw();
    const { head, ended } = await readHead(bytes, 3);
    const all = ended ? [head] : prepend(head, bytes);
    if (head[0] === 0x1f && head[1] === 0x8b) {
      yield* withoutMark(
        gunzip(all, (message) => {
          broken = message;
        }),
        name,
      );
    } else yield* withoutMark(all, name);
  }
  return { chunks: chunks(), brokenOff: () => broken };
}

async function* prepend(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

/** At least `length` bytes, unless the input is shorter. */
export async function readHead(
  bytes: AsyncIterator<Buffer>,
  length: number,
): Promise<{ head: Buffer; ended: boolean }> {
  const parts: Buffer[] = [];
  let size = 0;
  while (size < length) {
    const next = await bytes.next();
    if (next.done) return { head: Buffer.concat(parts), ended: true };
    parts.push(next.value);
    size += next.value.length;
  }
  return { head: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts), ended: false };
}

async function* gunzip(
  packed: AsyncIterable<Buffer> | Iterable<Buffer>,
  onBroken: (message: string) => void,
): AsyncGenerator<Buffer> {
  const unzip = createGunzip({ chunkSize: CHUNK_BYTES });
  let readFailure: unknown;
  const feed = async (): Promise<void> => {
    try {
      for await (const chunk of packed) {
        if (unzip.destroyed) return;
        if (!unzip.write(chunk)) {
          await new Promise<void>((resolve) => {
            unzip.once('drain', resolve).once('close', resolve);
          });
        }
      }
      unzip.end();
    } catch (thrown) {
      readFailure = thrown;
      unzip.destroy();
    }
  };
  const feeding = feed();
  try {
    for await (const chunk of unzip) yield chunk as Buffer;
  } catch (thrown) {
    // What was unpacked so far is good: it is read, and the run says that the input broke off.
    if (readFailure === undefined) onBroken(messageOf(thrown));
  }
  await feeding;
  if (readFailure !== undefined) throw readFailure as Error;
}

async function* withoutMark(bytes: AsyncIterable<Buffer> | Iterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of bytes) {
    if (!first) {
      yield chunk;
      continue;
    }
    if (chunk.length === 0) continue;
    first = false;
    if ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff)) {
      throw new Failure('INPUT_UNRECOGNISED', `${name} is UTF-16`, { hint: 'Save it as UTF-8 and run again.' });
    }
    yield chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
  }
}
