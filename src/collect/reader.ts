import type { RawRecord } from './raw-record.ts';

/** Bytes in, records out: what each format offers. Memory holds one record, never the input. */
export interface FormatReader {
  push(chunk: Buffer): RawRecord[];
  /** The rest; `complete` is false when the input ended in the middle. */
  end(): { records: RawRecord[]; complete: boolean };
}
