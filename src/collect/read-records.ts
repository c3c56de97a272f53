import { Failure } from '../errors.ts';
import type { RecordLimits } from './limits.ts';
import { readMetricsJson } from './metrics-json/read-metrics-json.ts';
import { readNdjson } from './ndjson/read-ndjson.ts';
import { type InputBytes, readHead } from './open-input.ts';
import type { FormatReader } from './reader.ts';
import { HEAD_BYTES, type InputFormat, recognise } from './recognise.ts';

export interface RecognisedInput {
  format: InputFormat;
  /** Whether the input is longer than what was read of it so far: at least `ahead` bytes. */
  long: boolean;
  /** All of it, from its first byte. */
  chunks: AsyncIterable<Buffer>;
  /** Known once `chunks` has ended: why it broke off, if it did. */
  brokenOff: () => string | undefined;
}

/**
 * Recognises the format of an input by its first bytes, and reads `ahead` bytes to see whether it is long.
 * @throws Failure INPUT_UNRECOGNISED, and those of the input's bytes
 */
export async function recogniseInput(input: InputBytes, name: string, ahead: number): Promise<RecognisedInput> {
  const chunks = input.chunks[Symbol.asyncIterator]();
  const { head, ended } = await readHead(chunks, HEAD_BYTES);
  const { format, guess } = recognise(head);
  if (format === undefined) throw new Failure('INPUT_UNRECOGNISED', `${name} is no metrics file: ${guess}`);
  const more = ended ? { head: Buffer.alloc(0), ended } : await readHead(chunks, ahead - head.length);
  async function* all(): AsyncGenerator<Buffer> {
    yield head;
    if (more.head.length > 0) yield more.head;
    for (let next = more.ended ? undefined : await chunks.next(); next && !next.done; next = await chunks.next()) {
      yield next.value;
    }
  }
  return { format, long: !more.ended, chunks: all(), brokenOff: input.brokenOff };
}

/** The reader of a format. `ignored` takes the names of top-level values that are no records. */
export const formatReader = (
  format: InputFormat,
  limits: RecordLimits,
  ignored: (name: string) => void,
): FormatReader => (format === 'ndjson' ? readNdjson(limits) : readMetricsJson(limits, ignored));
