#!/usr/bin/env node
import { EXIT } from '../errors.ts';
import type { Io } from './command.ts';
import { main } from './main.ts';
import { Output } from './output.ts';

function processIo(): Io {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second one means it.
      if (interrupt.signal.aborted) process.exit(EXIT.interrupted.code);
      interrupt.abort();
    });
  }
  // A reader that goes away (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done.code);
    throw error;
  });
  return {
    env: process.env,
    cwd: process.cwd(),
    now: () => new Date(),
    stdin: process.stdin,
    output: new Output({ stdout: process.stdout, stderr: process.stderr, env: process.env }),
    signal: interrupt.signal,
  };
}

process.exitCode = await main(process.argv.slice(2), processIo());
