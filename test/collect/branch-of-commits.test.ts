import { expect, it } from 'vitest';
import { branchOfCommits } from '../../src/collect/git/branch-of-commits.ts';
import type { Commit } from '../../src/collect/git/git-log.ts';

const commit = (sha: string, parents: string[], subject = ''): Commit => ({
  sha,
  parents,
  at: 0,
  author: 'a',
  subject,
});

it('a clone with thousands of branches on a long main line is read branch by branch, not line by line for each', () => {
  const mainLine = Array.from({ length: 100_000 }, (_, back) => `m${99_999 - back}`);
  const commits = mainLine.map((sha, at) => commit(sha, mainLine.slice(at + 1, at + 2)));
  const branches = Array.from({ length: 3_000 }, (_, at) => `b${at}`);
  commits.push(...branches.map((name, at) => commit(name, [`m${at}`])));
  // Two branches hold it: nobody knows on which it was made.
  commits.push(commit('shared', ['m5']), commit('left', ['shared']), commit('right', ['shared']));
  const found = branchOfCommits({
    commits,
    mainLine,
    branches: new Map([...branches, 'left', 'right'].map((name) => [name, new Set([name])])),
  });
  expect([...found.keys()].sort()).toEqual([...branches, 'left', 'right'].sort());
  expect([...found].every(([sha, name]) => sha === name)).toBe(true);
});
