import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Failure, messageOf } from '../errors.ts';

/**
 * A secret and where it came from. It prints, logs and serialises as its source, so a message can name the variable and
 * never the value.
 */
export class Secret {
  readonly source: string;
  readonly #value: string;

  constructor(value: string, source: string) {
    this.#value = value;
    this.source = source;
  }

  /** The value itself: for the one call that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `<secret from ${this.source}>`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/**
 * Reads a secret by the first of NAME, NAME_FILE (a path) and NAME_COMMAND (a secret manager's, run without a shell:
 * words are split at spaces). Never from a flag. Undefined when none is set.
 * @throws Failure SECRET_UNREADABLE
 */
export function readSecret(env: NodeJS.ProcessEnv, ...names: string[]): Secret | undefined {
  for (const name of names) {
    const direct = env[name];
    if (direct) return new Secret(direct, name);
    const file = env[`${name}_FILE`];
    if (file) return fromOutside(`${name}_FILE`, () => readFileSync(file, 'utf8'));
    const command = env[`${name}_COMMAND`];
    if (command) {
      const [program = '', ...args] = command.split(' ').filter(Boolean);
      return fromOutside(`${name}_COMMAND`, () => execFileSync(program, args, { encoding: 'utf8', timeout: 30_000 }));
    }
  }
  return undefined;
}

function fromOutside(source: string, read: () => string): Secret {
  try {
    return new Secret(read().replace(/\r?\n$/, ''), source);
  } catch (cause) {
    throw new Failure('SECRET_UNREADABLE', `${source} cannot be read: ${messageOf(cause).split('\n')[0]}`, { cause });
  }
}
