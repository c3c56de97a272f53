import type { DefineCommand } from '../command.ts';
import { defineAck } from './alerts/ack.ts';
import { defineCheck } from './alerts/check.ts';
import { defineList } from './alerts/list.ts';

export const define: DefineCommand = async (command, io) => {
  command.addHelpText(
    'after',
    `
alerts.yaml says what is watched. A rule on a metric fires when its target is missed for certain, not on a noisy point.

Example:
  $ feedback-loop alerts check --dry-run`,
  );
  await defineCheck(command.command('check'), io);
  await defineList(command.command('list'), io);
  await defineAck(command.command('ack'), io);
};
