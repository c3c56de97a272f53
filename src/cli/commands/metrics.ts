import type { DefineCommand } from '../command.ts';
import { defineExperiment } from './metrics/experiment.ts';
import { defineExplain } from './metrics/explain.ts';
import { defineFindings } from './metrics/findings.ts';
import { defineList } from './metrics/list.ts';
import { defineRefresh } from './metrics/refresh.ts';
import { defineShow } from './metrics/show.ts';

export const define: DefineCommand = async (command, io) => {
  command.addHelpText(
    'after',
    `
Every number has its n, its 95 % interval, and a verdict of three: met, missed, cannot tell yet. No data is a dash.

Example:
  $ feedback-loop metrics show generation-success-rate --by repository --compare previous`,
  );
  await defineList(command.command('list'), io);
  await defineShow(command.command('show'), io);
  await defineExplain(command.command('explain'), io);
  await defineFindings(command.command('findings'), io);
  await defineExperiment(command.command('experiment'), io);
  await defineRefresh(command.command('refresh'), io);
};
