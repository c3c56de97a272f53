import { type EventKind, EVENT_KINDS, KINDS } from '../../model/kinds.ts';
import { nearest } from '../../util/nearest.ts';
import { type RecordLimits, tooLarge } from '../limits.ts';
import { parseRecordText } from '../parse-record.ts';
import { type RawRecord, type Refusal, refusedRecord } from '../raw-record.ts';
import type { FormatReader } from '../reader.ts';
import { toEventRecord } from '../ndjson/to-event-record.ts';
import { type FoundValue, ListReader } from './list-reader.ts';
import { renameFields } from './rename-fields.ts';

/** The lists of the upstream file, and the kind of event each holds. */
export const LISTS: ReadonlyMap<string, EventKind> = new Map(
  EVENT_KINDS.flatMap((kind) => {
    const list = KINDS[kind].list;
    return list === undefined ? [] : [[list, kind] as const];
  }),
);

/** Upstream metrics JSON: an object of lists. `ignored` takes the names of top-level values that are no records. */
export function readMetricsJson(limits: RecordLimits, ignored: (name: string) => void): FormatReader {
  const lists = new ListReader(limits);
  const convert = (found: FoundValue[]): RawRecord[] => {
    const records: RawRecord[] = [];
    for (const each of found) {
      // A version or a date beside the lists is no record.
      if (each.single && each.problem === undefined && !/^[{[]/.test(each.text) && !LISTS.has(each.list)) {
        ignored(`/${each.list}`);
      } else records.push(toRecord(each, limits));
    }
    return records;
  };
  return {
    push: (chunk) => convert(lists.push(chunk)),
    end: () => {
      const { found, complete } = lists.end();
      return { records: convert(found), complete };
    },
  };
}

function toRecord(found: FoundValue, limits: RecordLimits): RawRecord {
  const place = found.single ? `/${found.list}` : `/${found.list === '' ? '' : `${found.list}/`}${found.index}`;
  const kind = LISTS.get(found.list);
  const refuse = (refusal: Refusal): RawRecord => refusedRecord(refusal, { kind, text: found.text, place });
  if (found.problem === 'too_large') return refuse(tooLarge(limits));
  if (found.problem === 'too_deep') {
    return refuse({ reason: 'too_deep', message: `the record is nested deeper than ${limits.maxDepth} levels` });
  }
  const parsed = parseRecordText(found.text);
  if (found.problem === 'truncated')
    return refuse({ reason: 'truncated', message: 'the input ends inside the record' });
  if (kind === undefined && (found.list !== '' || found.stray)) return refuse(unknownList(found));
  if (parsed.value === undefined) return refuse(parsed.refusal as Refusal);
  if (kind === undefined) return { ...toEventRecord(parsed.value, place), text: found.text };
  const record = entryRecord(kind, parsed.value, place);
  record.text = found.text;
  if (parsed.notNumbers > 0) record.notNumbers = parsed.notNumbers;
  return record;
}

/** An entry of one of the lists, already an object. Its count is a running total. */
export const entryRecord = (kind: EventKind, value: Record<string, unknown>, place: string): RawRecord => ({
  kind,
  value,
  fields: renameFields(kind, value),
  place,
  cumulative: true,
});

function unknownList(found: FoundValue): Refusal {
  if (found.stray) return { reason: 'unknown_list', message: 'the record stands outside any list' };
  const near = nearest(found.list, [...LISTS.keys()]);
  const hint = near ? ` (did you mean ${near}?)` : '';
  return { reason: 'unknown_list', message: `there is no list ${found.list.slice(0, 100)}${hint}` };
}
