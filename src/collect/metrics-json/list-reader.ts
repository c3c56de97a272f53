import type { RecordLimits } from '../limits.ts';
import { type ScannedValue, ValueScanner } from '../value-scanner.ts';

/** A value met in a document of lists. `list` is the key it stood under ('' in a bare list), `index` its place there. */
export interface FoundValue extends ScannedValue {
  list: string;
  index: number;
  /** A value directly under its key, not inside a list: one object instead of a list of one, a number, a text. */
  single: boolean;
  /** Something that stands where no value may stand. */
  stray: boolean;
}

type State = 'start' | 'key' | 'colon' | 'value' | 'list' | 'capture' | 'after';

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Walks `{"bugs": [...], ...}` (or a bare list) chunk by chunk and hands out the text of each element; memory holds one
 * element, never the document. What is not where it should be is handed out too, never skipped in silence.
 */
export class ListReader {
  readonly #scanner: ValueScanner;
  readonly #keyScanner: ValueScanner;
  #state: State = 'start';
  #resume: State = 'start';
  #list = '';
  #index = 0;
  #inObject = false;
  #single = false;
  #isStray = false;
  #capturingKey = false;
  /** Columns since the last line break while only spaces were seen; -1 after anything else. */
  #indent = 0;
  #strayAt = 0;

  constructor(limits: RecordLimits) {
    this.#scanner = new ValueScanner(limits);
    this.#keyScanner = new ValueScanner({ maxBytes: 64 * 1024, maxDepth: 1 });
  }

  push(chunk: Buffer): FoundValue[] {
    const found: FoundValue[] = [];
    let i = 0;
    while (i < chunk.length) {
      if (this.#state === 'capture') {
        const scanner = this.#capturingKey ? this.#keyScanner : this.#scanner;
        const end = scanner.scan(chunk, i);
        if (end === -1) return found;
        i = end;
        this.#finish(found, scanner.take());
        continue;
      }
      const byte = chunk[i] as number;
      if (isSpace(byte)) {
        this.#indent = byte === 0x0a ? 0 : this.#indent < 0 ? -1 : this.#indent + 1;
        i++;
        continue;
      }
      i = this.#step(byte, i);
      if (!this.#capturing()) this.#indent = -1;
    }
    return found;
  }

  #capturing(): boolean {
    return this.#state === 'capture';
  }

  /** The rest, when the input has ended; `complete` is false when it ended in the middle. */
  end(): { found: FoundValue[]; complete: boolean } {
    const found: FoundValue[] = [];
    if (this.#state === 'capture') {
      const scalarAtEnd = this.#resume === 'after';
      const scanner = this.#capturingKey ? this.#keyScanner : this.#scanner;
      this.#finish(found, scanner.take(!scalarAtEnd));
      // What stands behind the document is reported, but the document was whole.
      return { found, complete: scalarAtEnd };
    }
    return { found, complete: this.#state === 'after' };
  }

  #finish(found: FoundValue[], value: ScannedValue): void {
    this.#indent = -1;
    this.#state = this.#resume;
    if (this.#capturingKey) {
      this.#capturingKey = false;
      if (value.problem === undefined) {
        this.#list = readKey(value.text);
        this.#index = 0;
        return;
      }
    }
    // null for a list is an empty list.
    if (this.#single && value.text === 'null') return;
    // Written out: this runs for every record, and a spread costs more than all the rest.
    found.push({
      text: value.text,
      problem: value.problem,
      list: this.#list,
      index: this.#index++,
      single: this.#single,
      stray: this.#isStray,
    });
    this.#isStray = false;
  }

  #capture(byte: number, i: number, resume: State, single: boolean): number {
    this.#single = single;
    this.#resume = resume;
    this.#state = 'capture';
    this.#scanner.begin(byte, this.#indent);
    return i;
  }

  #step(byte: number, i: number): number {
    const char = String.fromCharCode(byte);
    switch (this.#state) {
      case 'start':
        if (char === '{') {
          this.#inObject = true;
          this.#state = 'key';
          return i + 1;
        }
        if (char === '[') {
          this.#state = 'list';
          return i + 1;
        }
        return this.#stray(byte, i);
      case 'key':
        if (char === '"') {
          this.#capturingKey = true;
          this.#resume = 'colon';
          this.#state = 'capture';
          this.#keyScanner.begin(byte, -1);
          return i;
        }
        if (char === '}') this.#state = 'after';
        else if (char !== ',') return this.#stray(byte, i);
        return i + 1;
      case 'colon':
        this.#state = 'value';
        return char === ':' ? i + 1 : i;
      case 'value':
        if (char === '[') {
          this.#state = 'list';
          return i + 1;
        }
        return this.#capture(byte, i, 'key', true);
      case 'list':
        if (char === ']') {
          this.#state = this.#inObject ? 'key' : 'after';
          return i + 1;
        }
        if (char === '}') {
          // The list lost its bracket; the object around it ends here.
          this.#state = 'after';
          return i + 1;
        }
        return char === ',' ? i + 1 : this.#capture(byte, i, 'list', false);
      default:
        return this.#stray(byte, i);
    }
  }

  /** Something that belongs nowhere: handed out as a value of its own, so that it is reported. */
  #stray(byte: number, i: number): number {
    const resume = this.#state;
    this.#list = '';
    this.#index = this.#strayAt++;
    if (byte === 0x7d || byte === 0x5d || byte === 0x2c || byte === 0x3a) return i + 1;
    this.#isStray = true;
    return this.#capture(byte, i, resume, false);
  }
}

function readKey(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
