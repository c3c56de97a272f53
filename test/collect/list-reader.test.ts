import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/collect/limits.ts';
import { readMetricsJson } from '../../src/collect/metrics-json/read-metrics-json.ts';
import { readNdjson } from '../../src/collect/ndjson/read-ndjson.ts';
import type { RawRecord } from '../../src/collect/raw-record.ts';
import type { FormatReader } from '../../src/collect/reader.ts';
import { fc } from '../support/property.ts';

/** Pushes a text through a reader in chunks of the given sizes. */
function readAll(
  reader: FormatReader,
  text: string,
  sizes: readonly number[],
): { records: RawRecord[]; complete: boolean } {
  const bytes = Buffer.from(text);
  const records: RawRecord[] = [];
  let from = 0;
  for (let i = 0; from < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    records.push(...reader.push(Buffer.from(bytes.subarray(from, from + size))));
    from += size;
  }
  const { records: rest, complete } = reader.end();
  return { records: [...records, ...rest], complete };
}

const metricsJson = (text: string, sizes: readonly number[] = [64 * 1024], ignored: string[] = []) =>
  readAll(
    readMetricsJson(DEFAULT_LIMITS, (name) => ignored.push(name)),
    text,
    sizes,
  );

const value = fc.jsonValue({ depthSize: 'small' });
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const indent = fc.constantFrom(undefined, 2, '\t');

describe('the reader of metrics JSON', () => {
  it('finds exactly the elements that JSON.parse finds, wherever the input is cut into chunks', () => {
    const document = fc.dictionary(fc.string(), fc.array(value), { maxKeys: 4 });
    fc.assert(
      fc.property(document, sizes, indent, (lists, chunks, space) => {
        const { records, complete } = metricsJson(JSON.stringify(lists, null, space), chunks);
        const found = records.map((record) => JSON.parse(record.text ?? '') as unknown);
        expect(found).toEqual(Object.values(JSON.parse(JSON.stringify(lists)) as object).flat(1));
        expect(complete).toBe(true);
      }),
    );
  });

  it('says where each record came from', () => {
    const { records } = metricsJson('{"bugs":[{},{}],"llm_calls":{},"bugz":[1]}');
    expect(records.map((record) => [record.place, record.kind])).toEqual([
      ['/bugs/0', 'bug'],
      ['/bugs/1', 'bug'],
      ['/llm_calls', 'llm_call'],
      ['/bugz/0', undefined],
    ]);
  });

  it('names values beside the lists that are no records', () => {
    const ignored: string[] = [];
    const { records } = metricsJson('{"version": 3, "at": "now", "bugs": [], "ok": true}', [3], ignored);
    expect(records).toEqual([]);
    expect(ignored).toEqual(['/version', '/at', '/ok']);
  });

  const broken: [string, string, (string | undefined)[]][] = [
    [
      'an unclosed string, one record to a line',
      '{"bugs": [\n  {"a":1},\n  {"a":"x,\n  {"a":2}\n]}',
      [undefined, 'not_json', undefined],
    ],
    [
      'an unclosed string, one field to a line',
      '{\n  "bugs": [\n    {\n      "a": "x,\n      "b": 1\n    },\n    {\n      "a": 2\n    }\n  ]\n}',
      ['not_json', undefined],
    ],
    [
      'a line break inside a string',
      '{\n  "bugs": [\n    {\n      "a": "x\ny",\n      "b": 1\n    },\n    {\n      "a": 2\n    }\n  ]\n}',
      ['not_json', undefined],
    ],
    [
      'a bracket that is never closed',
      '{"bugs": [{"a": [1, 2}, {"a": 3}], "llm_calls": [{}]}',
      ['not_json', undefined, undefined],
    ],
    ['a word that is no value', '{"bugs": [{"a": estimated}, {"a": 3}]}', ['not_json', undefined]],
    ['a missing comma', '{"bugs": [{"a": 1} {"a": 3}]}', [undefined, undefined]],
    ['something after the end', '{"bugs": [{}]} {"a": 1}', [undefined, 'unknown_list']],
    ['a list that is never closed', '{"bugs": [{"a": 1}], "llm_calls": [{"a": 3}', [undefined, undefined]],
  ];
  it.each(broken)('reads the records around %s', (_, text, reasons) => {
    for (const chunks of [[1], [7], [1_000]]) {
      expect(metricsJson(text, chunks).records.map((record) => record.refusal?.reason)).toEqual(reasons);
    }
  });
});

describe('the reader of NDJSON', () => {
  it('finds one event per line, wherever the input is cut into chunks', () => {
    const line = fc
      .record({ kind: fc.constantFrom('bug', 'test_run'), text: fc.string() })
      .map((each) => JSON.stringify(each));
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 6 }),
        sizes,
        fc.constantFrom('\n', '\r\n', '\n\n'),
        (lines, chunks, end) => {
          const { records, complete } = readAll(readNdjson(DEFAULT_LIMITS), lines.join(end), chunks);
          expect(records.map((record) => record.text)).toEqual(lines);
          expect(complete).toBe(true);
        },
      ),
    );
  });

  it('refuses a bad line, with its number, and no other', () => {
    const { records, complete } = readAll(
      readNdjson(DEFAULT_LIMITS),
      '{"kind":"bug"}\nnonsense\n\n{"kind":"bug"}\n{"ki',
      [5],
    );
    expect(records.map((record) => [record.place, record.refusal?.reason])).toEqual([
      ['line 1', undefined],
      ['line 2', 'not_json'],
      ['line 4', undefined],
      ['line 5', 'truncated'],
    ]);
    expect(complete).toBe(false);
  });
});
