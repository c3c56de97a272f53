import type { Commit, GitHistory } from './git-log.ts';

const MERGES = [
  // GitHub, Bitbucket: `Merge pull request #12 from owner/feature/x`
  /^Merge pull request #\d+ from [^/\s]+\/(\S+)/,
  // git itself and GitLab: `Merge branch 'feature/x' into 'main'`
  /^Merge (?:remote-tracking )?branch '(?:origin\/)?([^']+)'/,
  // Bitbucket Server: `Merged in feature/x (pull request #12)`
  /^Merged in (\S+) \(pull request #\d+\)/,
];

/**
 * The branch that each commit was made on, for those of which it is certain: what a merge into the main branch names, or
 * the one branch that still holds the commit. What came to the main branch squashed, rebased or directly has no answer.
 */
export function branchOfCommits({ commits, mainLine, branches }: GitHistory): Map<string, string> {
  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  const seen = new Set(mainLine);
  const found = new Map<string, string>();
  // Oldest first: what an earlier merge brought belongs to that one.
  for (const sha of mainLine.toReversed()) {
    const merge = known.get(sha);
    if (merge === undefined || merge.parents.length < 2) continue;
    const branch = MERGES.map((pattern) => pattern.exec(merge.subject)?.[1]).find((name) => name !== undefined);
    for (const brought of reachable(merge.parents.slice(1), known, seen, seen)) {
      if (branch !== undefined) found.set(brought.sha, branch);
    }
  }
  const held = new Map<string, Set<string>>();
  for (const [name, tips] of branches) {
    for (const { sha } of reachable([...tips], known, seen, new Set()))
      held.set(sha, (held.get(sha) ?? new Set()).add(name));
  }
  for (const [sha, names] of held) {
    const [only] = names;
    if (names.size === 1 && only !== undefined) found.set(sha, only);
  }
  return found;
}

/** Commits reachable from some that were not seen before; marks them as its own. Merges among them are walked through. */
function reachable(
  from: readonly string[],
  known: ReadonlyMap<string, Commit>,
  seen: ReadonlySet<string>,
  own: Set<string>,
): Commit[] {
  const found: Commit[] = [];
  const open = [...from];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    const commit = known.get(sha);
    if (commit === undefined || seen.has(sha) || own.has(sha)) continue;
    own.add(sha);
    found.push(commit);
    open.push(...commit.parents);
  }
  return found;
}
