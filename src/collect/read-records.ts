import { Failure } from '../errors.ts';
import type { RecordLimits } from './limits.ts';
import { readMetricsJson } from './metrics-json/read-metrics-json.ts';
import { readNdjson } from './ndjson/read-ndjson.ts';
import { type InputBytes, readHead } from './open-input.ts';
import type { RawRecord } from './raw-record.ts';
import type { FormatReader } from './reader.ts';
import { HEAD_BYTES, type InputFormat, recognise } from './recognise.ts';

export interface RecordStream {
  format: InputFormat;
  /** Records, some at a time. */
  batches: AsyncIterable<RawRecord[]>;
  /** Known once `batches` has ended: why the input ended too early, if it did. */
  truncated: () => string | undefined;
}

/**
 * Recognises the format of an input and reads its records, a chunk at a time.
 * @throws Failure INPUT_UNRECOGNISED, and those of the input's bytes
 */
export async function readRecords(
  input: InputBytes,
  name: string,
  options: { limits: RecordLimits; ignored: (name: string) => void },
): Promise<RecordStream> {
  const chunks = input.chunks[Symbol.asyncIterator]();
  const { head, ended } = await readHead(chunks, HEAD_BYTES);
  const { format, guess } = recognise(head);
  if (format === undefined) throw new Failure('INPUT_UNRECOGNISED', `${name} is no metrics file: ${guess}`);
  const reader: FormatReader =
    format === 'ndjson' ? readNdjson(options.limits) : readMetricsJson(options.limits, options.ignored);
  let truncated: string | undefined;
  async function* batches(): AsyncGenerator<RawRecord[]> {
    yield reader.push(head);
    for (let next = ended ? undefined : await chunks.next(); next && !next.done; next = await chunks.next()) {
      yield reader.push(next.value);
    }
    const { records, complete } = reader.end();
    if (!complete) truncated = 'it ends in the middle of a record or list';
    if (input.brokenOff() !== undefined) truncated = `it cannot be unpacked to its end: ${input.brokenOff()}`;
    yield records;
  }
  return { format, batches: batches(), truncated: () => truncated };
}
