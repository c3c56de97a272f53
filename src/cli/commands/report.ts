import type { DefineCommand } from '../command.ts';
import { defineReportCheck } from './report/check.ts';
import { defineReportList } from './report/list.ts';
import { defineRender } from './report/render.ts';
import { defineSend } from './report/send.ts';
import { defineSite } from './report/site.ts';

export const define: DefineCommand = (command, io) => {
  command.addHelpText(
    'after',
    `
Dashboards as files and mails, without a server and without a browser. See docs/reports.md.

Example:
  $ feedback-loop report render code-quality --out code-quality.pdf`,
  );
  defineRender(command.command('render'), io);
  defineSite(command.command('site'), io);
  defineReportList(command.command('list'), io);
  defineReportCheck(command.command('check'), io);
  defineSend(command.command('send'), io);
};
