import { KEPT_HEAD_BYTES, type RecordLimits } from './limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

type ValueProblem = 'too_large' | 'too_deep' | 'truncated';

export interface ScannedValue {
  text: string;
  problem: ValueProblem | undefined;
}

/**
 * Finds where one JSON value ends, by bytes, over any number of chunks, without parsing it: strings, escapes and nesting
 * are all that decides. A closing bracket of the wrong kind closes what is open up to its own kind, so that a record
 * that lost a bracket does not swallow its list. A line break inside a string is not JSON: from there on the record ends
 * at a `}` that stands as far to the right as the record began, or before a `{` or `]` that does (files written with an
 * indent), so that one bad string does not swallow the records after it.
 */
export class ValueScanner {
  readonly #limits: RecordLimits;
  readonly #stack: number[] = [];
  #scalar = false;
  #inString = false;
  #escaped = false;
  #broken = false;
  #lineStart = false;
  #column = 0;
  #indent = -1;
  #deep = false;
  #parts: Buffer[] = [];
  #text: string | undefined;
  #size = 0;

  constructor(limits: RecordLimits) {
    this.#limits = limits;
  }

  /** `indent`: how far to the right the value starts on its line; -1 when something else stands before it. */
  begin(first: number, indent: number): void {
    this.#stack.length = 0;
    this.#scalar = first !== OPEN_BRACE && first !== OPEN_BRACKET && first !== QUOTE;
    this.#inString = false;
    this.#escaped = false;
    this.#broken = false;
    this.#lineStart = false;
    this.#column = 0;
    this.#indent = indent;
    this.#deep = false;
    if (this.#parts.length > 0) this.#parts = [];
    this.#text = undefined;
    this.#size = 0;
  }

  /**
   * Scans chunk from `from`. Answers the index just after the value, or -1 when the value goes on in the next chunk.
   * `take` then gives the value.
   */
  scan(chunk: Buffer, from: number): number {
    const end = this.#scalar ? this.#scanScalar(chunk, from) : this.#scanNested(chunk, from);
    // Mostly the whole value lies in one chunk.
    if (end !== -1 && this.#size === 0 && end - from <= this.#limits.maxBytes) {
      this.#text = chunk.toString('utf8', from, end);
      this.#size = end - from;
    } else this.#keep(chunk, from, end === -1 ? chunk.length : end);
    return end;
  }

  #scanScalar(chunk: Buffer, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) return i;
    }
    return -1;
  }

  #scanNested(chunk: Buffer, from: number): number {
    const stack = this.#stack;
    const length = chunk.length;
    let inString = this.#inString;
    let escaped = this.#escaped;
    for (let i = from; i < length; i++) {
      const byte = chunk[i] as number;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inString = false;
          if (stack.length === 0) return i + 1;
        } else if (byte === NEWLINE) {
          inString = false;
          this.#broken = true;
          this.#lineStart = true;
          this.#column = 0;
        }
        continue;
      }
      if (this.#broken && this.#indent >= 0) {
        const end = this.#endOfBroken(byte);
        if (end !== undefined) return i + end;
        continue;
      }
      if (byte === QUOTE) inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        stack.push(byte);
        if (stack.length > this.#limits.maxDepth) this.#deep = true;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        const opener = byte === CLOSE_BRACE ? OPEN_BRACE : OPEN_BRACKET;
        const at = stack.lastIndexOf(opener);
        // Nothing of its kind is open: it closes the list or object around this value.
        if (at === -1) return i;
        stack.length = at;
        if (at === 0) return i + 1;
      }
    }
    this.#inString = inString;
    this.#escaped = escaped;
    return -1;
  }

  /** 1: the record ends with this byte; 0: it ended before it; undefined: it goes on. */
  #endOfBroken(byte: number): 0 | 1 | undefined {
    if (byte === NEWLINE) {
      this.#lineStart = true;
      this.#column = 0;
      return undefined;
    }
    if (!this.#lineStart) return undefined;
    if (byte === 0x20 || byte === 0x09) {
      this.#column++;
      return undefined;
    }
    this.#lineStart = false;
    if (byte === CLOSE_BRACE && this.#column === this.#indent) return 1;
    if (byte === OPEN_BRACE && this.#column === this.#indent) return 0;
    return byte === CLOSE_BRACKET && this.#column <= this.#indent ? 0 : undefined;
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    const room = this.#limits.maxBytes - this.#size;
    this.#size += to - from;
    if (room <= 0) return;
    if (this.#size <= this.#limits.maxBytes) this.#parts.push(chunk.subarray(from, to));
    else {
      // Over the limit: only the head is kept, so that memory stays flat.
      const head = Buffer.concat([...this.#parts, chunk.subarray(from, from + room)]).subarray(0, KEPT_HEAD_BYTES);
      this.#parts = [Buffer.from(head)];
      this.#size = this.#limits.maxBytes + 1;
    }
  }

  /** The value that was scanned. `truncated`: the input ended inside it. */
  take(truncated = false): ScannedValue {
    const whole = this.#text ?? Buffer.concat(this.#parts).toString('utf8');
    // Only a number or a word has no end of its own.
    const text = this.#scalar || this.#text === undefined ? whole.trimEnd() : whole;
    this.#parts = [];
    this.#text = undefined;
    if (this.#size > this.#limits.maxBytes) return { text, problem: 'too_large' };
    if (truncated) return { text, problem: 'truncated' };
    return { text, problem: this.#deep ? 'too_deep' : undefined };
  }
}
