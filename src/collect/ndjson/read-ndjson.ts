import { KEPT_HEAD_BYTES, type RecordLimits, tooLarge } from '../limits.ts';
import { parseRecordText } from '../parse-record.ts';
import { type RawRecord, type Refusal, refusedRecord } from '../raw-record.ts';
import type { FormatReader } from '../reader.ts';
import { toEventRecord } from './to-event-record.ts';

const NEWLINE = 0x0a;

/** Our own events, one JSON object per line with its `kind`. Empty lines are skipped; a bad line harms no other. */
export function readNdjson(limits: RecordLimits): FormatReader {
  let parts: Buffer[] = [];
  let size = 0;
  let line = 0;

  const finish = (records: RawRecord[], last: Buffer): void => {
    line++;
    const over = size + last.length > limits.maxBytes;
    const bytes = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    parts = [];
    size = 0;
    const text = (over ? bytes.subarray(0, KEPT_HEAD_BYTES) : bytes).toString('utf8').trim();
    if (text === '') return;
    const place = `line ${line}`;
    records.push(over ? refusedRecord(tooLarge(limits), { text, place }) : eventOfText(text, place, limits));
  };

  return {
    push(chunk) {
      const records: RawRecord[] = [];
      let from = 0;
      for (let to = chunk.indexOf(NEWLINE, from); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
        finish(records, chunk.subarray(from, to));
        from = to + 1;
      }
      const rest = chunk.subarray(from);
      // Past the limit only the length counts: the head is in parts already.
      if (size <= limits.maxBytes) parts.push(rest);
      size += rest.length;
      return records;
    },
    end() {
      const records: RawRecord[] = [];
      finish(records, Buffer.alloc(0));
      const last = records[0];
      // A last line without its line break that is no JSON is a line that was cut off.
      const cut = last?.refusal?.reason === 'not_json' && !/[}\]]\s*$/.test(last.text ?? '');
      if (cut) last.refusal = { reason: 'truncated', message: 'the input ends inside the record' };
      return { records, complete: !cut };
    },
  };
}

function eventOfText(text: string, place: string, limits: RecordLimits): RawRecord {
  const parsed = parseRecordText(text);
  if (parsed.value === undefined) return refusedRecord(parsed.refusal as Refusal, { text, place });
  if (depthOver(text, limits.maxDepth)) {
    const message = `the record is nested deeper than ${limits.maxDepth} levels`;
    return refusedRecord({ reason: 'too_deep', message }, { text, place });
  }
  const record = toEventRecord(parsed.value, place);
  record.text = text;
  if (parsed.notNumbers > 0) record.notNumbers = parsed.notNumbers;
  return record;
}

/** Whether brackets outside strings nest deeper than `limit`; cheap, because hardly any text has so many brackets. */
function depthOver(text: string, limit: number): boolean {
  if (text.length < 2 * limit) return false;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
