import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The file is there whole or not at all; what was there before stays until then. Answers its size. */
export async function writeWhole(file: string, bytes: Readable): Promise<number> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.part`;
  const stream = createWriteStream(draft);
  try {
    await pipeline(bytes, stream);
    await rename(draft, file);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
  return stream.bytesWritten;
}
