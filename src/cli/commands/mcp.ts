import { resolve } from 'node:path';
import { loadConfig } from '../../config/config.ts';
import { createMcpServer } from '../../server/mcp/create-mcp-server.ts';
import { serverContext } from '../../server/server-context.ts';
import type { DefineCommand, Io } from '../command.ts';
import { openProject } from '../viewer.ts';

interface McpFlags {
  env: string;
  bundle?: string;
  project?: string;
  json?: boolean;
}

export const define: DefineCommand = (command, io) => {
  command
    .option('--project <dir>', 'folder of the project (default: the nearest upwards with a policy.yaml)')
    .option('--env <name>', 'environment that the dashboards are compiled for', 'local')
    .option('--bundle <path>', 'dashboards of this bundle folder or export ZIP instead of the project')
    .option('--json', 'print the entry for the configuration of an assistant, and end')
    .addHelpText(
      'after',
      `
Speaks the Model Context Protocol on standard input and output until the input ends. Started by an assistant, not by a person.
Over HTTP the same is at /mcp of \`feedback-loop serve\`. It only reads.

Example:
  $ feedback-loop mcp --json

Environment: METRICS_DB_URI, FEEDBACK_LOOP_ORG. See docs/mcp.md.`,
    )
    .action((flags: McpFlags) => serveMcp(io, flags));
};

async function serveMcp(io: Io, flags: McpFlags): Promise<void> {
  // Standard output belongs to the protocol: nothing else may be written to it.
  io.output.json = true;
  const config = loadConfig({ cwd: io.cwd, env: io.env, projectDir: flags.project });
  if (flags.json) {
    const args = ['mcp', '--project', config.projectDir];
    io.output.result({ mcpServers: { 'feedback-loop': { command: 'feedback-loop', args } } }, '');
    return;
  }
  const opened = await openProject(io, config, {
    environment: flags.env,
    ...(flags.bundle === undefined ? {} : { bundle: resolve(io.cwd, flags.bundle) }),
  });
  try {
    const context = serverContext(opened);
    const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
    const handle = serveStdio(() => createMcpServer(context), {
      onerror: (error) => io.output.note(error.message),
    });
    await ended(io);
    await handle.close();
  } finally {
    await opened.store.close();
  }
}

/** The assistant closes the input when it has enough; a person presses Ctrl-C. */
const ended = (io: Io): Promise<void> =>
  new Promise((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener('abort', () => resolve(), { once: true });
    for (const event of ['end', 'close', 'error'] as const) io.stdin.once(event, () => resolve());
  });
