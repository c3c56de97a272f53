import { type HistoryEvent, historyEvent, type LeftOut } from '../history/history-event.ts';
import { branchOfCommits } from './branch-of-commits.ts';
import type { GitHistory } from './git-log.ts';

export interface GitRule {
  name: string;
  category: 'foundation' | 'implementation' | 'specialized';
  /** What it is about: the name of the branch, or the first line of the message. */
  of: 'branch' | 'subject';
  pattern: RegExp;
}

/** The rule that spec/5 reads out of history. */
export const BRANCHING_RULE: GitRule = {
  name: 'branching.mdc',
  category: 'foundation',
  of: 'branch',
  pattern: /^(?:feature|fix)\//,
};

/** Whether each commit kept the rules. Merges are no commits of anybody's; where the branch is not certain, it is left out. */
export function* readRuleHistory(
  history: GitHistory,
  rules: readonly GitRule[],
  repository: string,
  leftOut: LeftOut,
): Generator<HistoryEvent> {
  const branches = branchOfCommits(history);
  for (const commit of history.commits) {
    if (commit.parents.length > 1) continue;
    const branch = branches.get(commit.sha);
    for (const rule of rules) {
      const text = rule.of === 'branch' ? branch : commit.subject;
      if (text === undefined) {
        leftOut('branch_not_certain');
        continue;
      }
      const kept = rule.pattern.test(text);
      const id = `git:${repository}:rule:${rule.name}:${commit.sha}`;
      yield historyEvent('rule_compliance', id, commit.at, {
        event_timestamp: new Date(commit.at).toISOString(),
        repository,
        rule_name: rule.name,
        rule_category: rule.category,
        compliance_status: kept ? 'compliant' : 'violation',
        context_type: 'commit',
        context_id: commit.sha,
        commit_sha: commit.sha,
        branch_name: branch ?? null,
        actor: commit.author,
        ...(kept ? {} : { violation_details: `the ${rule.of === 'branch' ? 'branch' : 'message'} "${text}"` }),
      });
    }
  }
}
