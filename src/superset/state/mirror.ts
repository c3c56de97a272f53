import { Failure } from '../../errors.ts';
import { type GitAnswer, gitMeanwhile } from '../../util/git.ts';
import type { Actor } from './actor.ts';
import type { BaseRow } from './base.ts';

export interface MirroredBase {
  /** Address of the target it was applied to. */
  target: string;
  by: string;
  rows: BaseRow[];
}

/** The base of one environment as a commit on a ref of the project's own repository. */
export interface Mirror {
  readonly ref: string;
  /** Where the ref stands and what it holds; fetched first, when there is a remote. @throws Failure MIRROR_FAILED */
  read(): Promise<MirrorState>;
  /**
   * Writes a commit on top of `at`, and pushes it.
   * @throws Failure MIRROR_MOVED when the ref is not at `at` any more, MIRROR_FAILED
   */
  write(base: MirroredBase, at: string | undefined, about: { environment: string; actor: Actor }): Promise<string>;
}

/** What a mirror held when it was read, and the commit. */
export interface MirrorState {
  at: string | undefined;
  base: MirroredBase | undefined;
}

const FILE = 'base.json';

/** It is read and written under a lock that must beat, so git never stops this thread. */
export function openMirror(options: {
  projectDir: string;
  env: NodeJS.ProcessEnv;
  ref: string;
  remote: string | undefined;
  /** Ends what waits for the remote. */
  signal?: AbortSignal | undefined;
}): Mirror {
  const { projectDir: cwd, env, ref, remote, signal } = options;
  const run = (args: readonly string[], more: { stdin?: string; env?: NodeJS.ProcessEnv } = {}) =>
    gitMeanwhile(args, { cwd, env, ...more });
  const remotely = (args: readonly string[], timeoutMs: number) => gitMeanwhile(args, { cwd, env, signal, timeoutMs });
  const need = async (running: Promise<GitAnswer>, doing: string): Promise<string> => {
    const { status, text, error } = await running;
    if (status === 0) return text.trim();
    throw failed(ref, doing, error);
  };
  const current = async (): Promise<string | undefined> => {
    const { status, text } = await run(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
    return status === 0 ? text.trim() : undefined;
  };
  const fetch = async (): Promise<void> => {
    if (remote === undefined) return;
    const listed = await need(remotely(['ls-remote', '--', remote, ref], 120_000), `asking ${remote} for it`);
    // Not there yet: the first deployment makes it.
    if (listed === '') return;
    const spec = `+${ref}:${ref}`;
    await need(
      remotely(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', remote, spec], 300_000),
      `fetching it from ${remote}`,
    );
  };
  return {
    ref,
    read: async () => {
      await need(run(['rev-parse', '--git-dir']), 'looking for the repository');
      await fetch();
      const at = await current();
      if (at === undefined) return { at, base: undefined };
      return { at, base: parsed(await need(run(['cat-file', 'blob', `${at}:${FILE}`]), 'reading it'), ref) };
    },
    write: async (base, at, { environment, actor }) => {
      const blob = await need(run(['hash-object', '-w', '--stdin'], { stdin: textOf(base) }), 'storing the base');
      const tree = await need(run(['mktree'], { stdin: `100644 blob ${blob}\t${FILE}\n` }), 'storing its folder');
      const person = { name: actor.owner, email: `${actor.owner.replaceAll(/[^\w.-]+/g, '-')}@${actor.host}` };
      const identity = {
        ...env,
        GIT_AUTHOR_NAME: person.name,
        GIT_AUTHOR_EMAIL: person.email,
        GIT_COMMITTER_NAME: person.name,
        GIT_COMMITTER_EMAIL: person.email,
      };
      const message = `${environment}: ${base.rows.length} objects on ${base.target}\n`;
      const parent = at === undefined ? [] : ['-p', at];
      const commit = await need(
        run(['commit-tree', tree, ...parent], { stdin: message, env: identity }),
        'making its commit',
      );
      // The third word is what the ref must hold now; zeros: nothing.
      const moved = await run(['update-ref', '-m', 'feedback-loop', ref, commit, at ?? '0'.repeat(commit.length)]);
      if (moved.status !== 0) {
        throw (await current()) === at ? failed(ref, 'moving it', moved.error) : movedAway(ref, undefined);
      }
      if (remote === undefined) return commit;
      const lease = `--force-with-lease=${ref}:${at ?? ''}`;
      const pushed = await remotely(['push', '--quiet', lease, '--', remote, `${commit}:${ref}`], 300_000);
      if (pushed.status === 0) return commit;
      // What others wrote is what counts: the next reading fetches it.
      await run(at === undefined ? ['update-ref', '-d', ref, commit] : ['update-ref', ref, at, commit]);
      throw /stale info|rejected|fetch first/.test(pushed.error)
        ? movedAway(ref, remote)
        : failed(ref, `pushing it to ${remote}`, pushed.error);
    },
  };
}

/** One line for each object, so that two commits can be compared. */
const textOf = ({ target, by, rows }: MirroredBase): string => {
  const sorted = rows.toSorted((a, b) => (`${a.kind} ${a.uuid}` < `${b.kind} ${b.uuid}` ? -1 : 1));
  const lines = sorted.map((row) => JSON.stringify(row));
  return `{"format":1,"target":${JSON.stringify(target)},"by":${JSON.stringify(by)},"rows":[\n${lines.join(',\n')}\n]}\n`;
};

function parsed(text: string, ref: string): MirroredBase {
  try {
    const value = JSON.parse(text) as Partial<MirroredBase> & { format?: number };
    if (value.format === 1 && Array.isArray(value.rows) && typeof value.target === 'string') {
      return { target: value.target, by: value.by ?? 'unknown', rows: value.rows };
    }
  } catch {
    // Said below.
  }
  throw new Failure('MIRROR_FAILED', `${ref} holds no base of this feedback-loop`, {
    hint: `Look at it: git show ${ref}:${FILE}. To begin anew: git update-ref -d ${ref}`,
  });
}

const failed = (ref: string, doing: string, error: string): Failure =>
  new Failure('MIRROR_FAILED', `the base is mirrored to ${ref}, and ${doing} failed: ${error || 'git says nothing'}`, {
    hint: hintFor(error),
  });

function hintFor(error: string): string {
  if (/ENOENT/.test(error)) return 'Install git, or leave state.mirror out of policy.yaml.';
  if (/not a git repository/i.test(error))
    return 'Run it in a clone of the project, or leave state.mirror out of policy.yaml.';
  if (/dubious ownership/i.test(error))
    return 'The folder belongs to somebody else: git config --global --add safe.directory DIR';
  if (/does not appear to be a git repository|No such remote/i.test(error))
    return 'Check state.remote in policy.yaml: git remote -v lists them.';
  if (/could not read (Username|Password)|Authentication failed|Permission denied|403/i.test(error)) {
    return 'Git has no login for the remote, or one that may not write: the job needs contents: write, or a deploy key.';
  }
  return 'Run the same git command by hand to see more.';
}

const movedAway = (ref: string, remote: string | undefined): Failure =>
  new Failure('MIRROR_MOVED', `somebody else wrote ${ref}${remote === undefined ? '' : ` on ${remote}`} meanwhile`, {
    hint: 'Deploy again: the target is compared with what they recorded.',
  });
