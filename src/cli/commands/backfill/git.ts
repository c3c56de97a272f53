import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { readGitLog } from '../../../collect/git/git-log.ts';
import { BRANCHING_RULE, type GitRule, readRuleHistory } from '../../../collect/git/read-rule-history.ts';
import { loadConfig } from '../../../config/config.ts';
import { Failure } from '../../../errors.ts';
import { repositoryOfUrl } from '../../../ingest/source.ts';
import { git } from '../../../util/git.ts';
import type { DefineCommand } from '../../command.ts';
import { addBackfillOptions, type BackfillFlags, runBackfill } from '../../run-backfill.ts';

interface Flags extends BackfillFlags {
  main?: string;
  branchRule: GitRule[];
  messageRule: GitRule[];
}

export const defineGit: DefineCommand = (command, io) => {
  command
    .description('rule compliance of each commit, out of the branches and messages of a clone')
    .argument('[folder]', 'the clone', '.')
    .option('--main <branch>', 'the main branch (default: what origin says, else main or master)')
    .option(
      '--branch-rule <name=regex>',
      `a rule on names of branches (default: ${ruleText(BRANCHING_RULE)})`,
      rules('branch'),
      [],
    )
    .option('--message-rule <name=regex>', 'a rule on first lines of messages; none by default', rules('subject'), []);
  addBackfillOptions(command)
    .addHelpText(
      'after',
      `
A commit's branch is known when a merge into the main branch names it, or one branch alone holds it. What came to the
main branch squashed, rebased or directly is left out of rules on branches, and counted.

Example:
  $ feedback-loop backfill git . --repository acme/shop --dry-run`,
    )
    .action((folder: string, flags: Flags) => {
      io.output.json = flags.json ?? false;
      const cwd = resolve(io.cwd, folder);
      const { env } = loadConfig({ cwd: io.cwd, env: io.env });
      const remote = git(['remote', 'get-url', 'origin'], { cwd, env });
      const repository = flags.repository ?? (remote.status === 0 ? repositoryOfUrl(remote.text.trim()) : undefined);
      if (repository === undefined) {
        throw new Failure('USAGE', `${cwd} has no remote that names a repository`, {
          hint: 'Use --repository owner/name.',
        });
      }
      const given = [...flags.branchRule, ...flags.messageRule];
      return runBackfill(io, flags, {
        source: `git:${repository}`,
        repository,
        input: cwd,
        format: 'git',
        read: (since, leftOut) => {
          const history = readGitLog({ cwd, env, since, main: flags.main });
          return readRuleHistory(history, given.length > 0 ? given : [BRANCHING_RULE], repository, leftOut);
        },
      });
    });
};

const ruleText = (rule: GitRule): string => `${rule.name}=${rule.pattern.source.replaceAll('\\/', '/')}`;

/** Collects NAME=REGEX of a repeated flag. */
const rules =
  (of: GitRule['of']) =>
  (text: string, before: GitRule[]): GitRule[] => {
    const [name, pattern] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
    if (name === '' || !text.includes('=')) throw new InvalidArgumentError('Write NAME=REGEX.');
    try {
      return [...before, { name, category: 'foundation', of, pattern: new RegExp(pattern) }];
    } catch {
      throw new InvalidArgumentError('The part behind = is no regular expression.');
    }
  };
