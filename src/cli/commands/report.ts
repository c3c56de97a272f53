import type { DefineCommand } from '../command.ts';
import { defineRender } from './report/render.ts';

export const define: DefineCommand = (command, io) => {
  command.addHelpText(
    'after',
    `
Dashboards as files, without a server and without a browser. See docs/reports.md.

Example:
  $ feedback-loop report render code-quality --out code-quality.pdf`,
  );
  defineRender(command.command('render'), io);
};
