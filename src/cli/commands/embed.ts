import type { DefineCommand } from '../command.ts';
import { defineToken } from './embed/token.ts';

export const define: DefineCommand = async (command, io) => {
  command.addHelpText(
    'after',
    `
A dashboard in a page of somebody else: the page's server makes a token, its frame shows /embed/DASHBOARD#TOKEN of
\`feedback-loop serve\`. See docs/embedding.md.

Example:
  $ FEEDBACK_LOOP_EMBED_KEY=$(openssl rand -base64 48) feedback-loop embed token code-quality --ttl 1h`,
  );
  await defineToken(command.command('token'), io);
};
