import { fitLines } from './fit-lines.ts';
import { ERRORS, EXIT, type ExitName, Failure, messageOf, placeText } from '../errors.ts';

interface Streams {
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  stderr: { write(text: string): unknown; isTTY?: boolean };
  env: NodeJS.ProcessEnv;
}

type Paint = (text: string) => string;

/**
 * The only way a command speaks. With --json there is one document on stdout; everything else goes to stderr. Colour has
 * one meaning each and is never the only sign.
 */
export class Output {
  json = false;
  quiet = false;
  verbose = false;
  exitCode: number = EXIT.done.code;
  readonly interactive: boolean;
  readonly #streams: Streams;
  readonly #color: boolean;

  constructor(streams: Streams) {
    this.#streams = streams;
    this.interactive = Boolean(streams.stderr.isTTY) && !streams.env.CI;
    this.#color = Boolean(streams.stdout.isTTY) && !streams.env.NO_COLOR && streams.env.TERM !== 'dumb';
  }

  /** The answer of the command: the document with --json, the text otherwise. */
  result(document: unknown, text: string | (() => string)): void {
    if (this.json) this.#streams.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    else {
      // Tables fill their last column with blanks.
      const lines = (typeof text === 'function' ? text() : text).replaceAll(/ +$/gm, '');
      const { isTTY, columns } = this.#streams.stdout;
      // What goes to another program keeps its lines whole.
      this.line(isTTY && columns ? fitLines(lines, columns) : lines);
    }
  }

  /** Text on stdout, unless --json keeps stdout for the document. */
  line(text = ''): void {
    const stream = this.json ? this.#streams.stderr : this.#streams.stdout;
    stream.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** What is going on; on stderr, silenced by --quiet. */
  note(text: string): void {
    if (!this.quiet) this.#streams.stderr.write(`${text}\n`);
  }

  /** A line that is written over again, only on a terminal. An empty text removes it. */
  progress(text: string): void {
    if (!this.interactive || this.quiet) return;
    this.#streams.stderr.write(text === '' ? '\r\u001b[K' : `\r\u001b[K${text}`);
  }

  exit(name: ExitName): void {
    this.exitCode = EXIT[name].code;
  }

  good: Paint = (text) => this.#paint('32', text);
  bad: Paint = (text) => this.#paint('31', text);
  warn: Paint = (text) => this.#paint('33', text);
  dim: Paint = (text) => this.#paint('2', text);
  strong: Paint = (text) => this.#paint('1', text);

  #paint(code: string, text: string): string {
    return this.#color ? `\u001b[${code}m${text}\u001b[0m` : text;
  }

  /** Three lines: what happened, where, what to do. Sets the exit code. */
  failure(thrown: unknown): void {
    this.progress('');
    const failure = thrown instanceof Failure ? thrown : undefined;
    const code = failure?.code ?? 'INTERNAL';
    this.exitCode = failure?.exitCode ?? EXIT.error.code;
    const where = failure?.where && placeText(failure.where);
    const hint = failure?.hint ?? ERRORS.INTERNAL.hint;
    if (this.json) {
      const document = {
        error: { code, message: messageOf(thrown), ...(where ? { where: failure?.where } : {}), hint },
      };
      this.#streams.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    }
    const lines = [`${this.bad('✗')} ${messageOf(thrown)}  ${this.dim(`[${code}]`)}`];
    if (where) lines.push(`  at ${where}`);
    lines.push(`  → ${hint}`);
    if (this.verbose && thrown instanceof Error && thrown.stack) lines.push(thrown.stack);
    this.#streams.stderr.write(`${lines.join('\n')}\n`);
  }
}
