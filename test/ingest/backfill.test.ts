import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { commandLine, type CommandResult } from '../support/command-line.ts';
import { DIALECTS, migratedUri, later, temporaryFolder } from '../support/databases.ts';

const DAY = 86_400_000;
const start = Date.now() - 40 * DAY;
/** A moment so many days after the start, ISO 8601. */
const day = (days: number): string => new Date(start + days * DAY).toISOString().replace(/\.\d+/, '');

describe.each(DIALECTS)('backfill into %s', (dialect) => {
  let cwd: string;
  let uri: string;
  let env: Record<string, string>;
  beforeEach(async () => {
    cwd = temporaryFolder();
    uri = await migratedUri(dialect);
    env = { METRICS_DB_URI: uri, FEEDBACK_LOOP_STATE_DIR: join(cwd, 'state') };
  });
  const run = (argv: string[], stdin?: string): Promise<CommandResult> =>
    commandLine(argv, { cwd, env, ...(stdin === undefined ? {} : { stdin }) });
  const json = async (argv: string[], stdin?: string): Promise<Record<string, unknown>> =>
    JSON.parse((await run([...argv, '--json'], stdin)).stdout) as Record<string, unknown>;
  const query = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    const store = await openStore({ uri, organization: 'default', cwd, onNotice: () => {} });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  const write = (name: string, content: unknown): void => {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
  };

  it('reads the JSON files of earlier scripts, camelCase or snake_case, and holds what is no JSON', async () => {
    const tests = { totalTests: 12, passedTests: 10, failedTests: 1, skippedTests: 1, executionTimeSeconds: 12.7 };
    write('development-metrics/tests/1.json', { timestamp: day(1), success: false, ...tests });
    write('development-metrics/tests/2.json', { timestamp: day(2), total_tests: 3, passed_tests: 3, run_id: 'r2' });
    write('development-metrics/tests/3.json', '{"timestamp": "2026-01-01T00:00:00Z", "totalTests": estimated}');
    write('development-metrics/tests/old.json', { timestamp: '2001-01-01T00:00:00Z', ...tests });
    write('development-metrics/builds/1.json', [
      { timestamp: day(1), buildType: 'debug', success: true, executionTimeSeconds: 63.5, warningCount: 4 },
    ]);
    write('development-metrics/complexity/1.json', { timestamp: day(1), sourceFiles: 40, totalLinesOfCode: 5000 });
    write('development-metrics/prompts/1.json', { timestamp: day(1), prompt: 'add a test', wordCount: 3 });
    const report = await json(['backfill', 'json', '--repository', 'acme/shop']);
    expect(report).toMatchObject({
      stored: 5,
      kinds: { test_run: 2, performance: 2, llm_call: 1 },
      reasons: { not_json: 1 },
      leftOut: { too_old: 1 },
      source: 'development-metrics:acme/shop',
    });
    expect(await json(['backfill', 'json', '--repository', 'acme/shop'])).toMatchObject({ stored: 0, known: 5 });
    const found = await query(async ({ db }) => ({
      runs: await db
        .selectFrom('test_runs')
        .select(['run_id', 'pass_rate', 'execution_time_seconds', 'repository'])
        .orderBy('run_id')
        .execute(),
      builds: await db
        .selectFrom('metrics_performance')
        .select(['metric_type', 'function_name', 'execution_time_ms'])
        .orderBy('metric_type')
        .execute(),
      calls: await db.selectFrom('metrics_llm_calls').select(['success', 'model']).execute(),
    }));
    expect(found.runs.map((each) => ({ ...each, pass_rate: Number(each.pass_rate) }))).toEqual([
      { run_id: 'r2', pass_rate: 100, execution_time_seconds: null, repository: 'acme/shop' },
      { run_id: 'tests/1', pass_rate: 90.91, execution_time_seconds: 13, repository: 'acme/shop' },
    ]);
    expect(found.builds).toEqual([
      { metric_type: 'build', function_name: 'debug', execution_time_ms: 63_500 },
      { metric_type: 'complexity', function_name: null, execution_time_ms: null },
    ]);
    expect(found.calls).toEqual([{ success: null, model: 'unknown' }]);
  });

  it('leaves out what another source tells of already, unless it is asked for', async () => {
    const run = { kind: 'test_run', run_id: 'ci', run_timestamp: day(5), total_tests: 1, passed_tests: 1 };
    await json(['ingest', '-'], JSON.stringify({ ...run, repository: 'acme/shop' }));
    for (const days of [4, 6]) {
      write(`development-metrics/tests/${days}.json`, { timestamp: day(days), totalTests: 1, passedTests: 1 });
    }
    const argv = ['backfill', 'json', '--repository', 'acme/shop'];
    expect(await json(argv)).toMatchObject({ stored: 1, leftOut: { told_by_another_source: 1 } });
    expect(await json([...argv, '--overlap'])).toMatchObject({ stored: 1, known: 1, leftOut: {} });
    expect(await json(['backfill', 'json', '--repository', 'acme/other'])).toMatchObject({ stored: 2 });
  });

  it('infers rule compliance from the branches that merges name, and leaves out what nobody can know', async () => {
    const clock = { days: 0 };
    const git = (...args: string[]): string => {
      const date = day(++clock.days);
      return execFileSync('git', args, {
        cwd,
        encoding: 'utf8',
        env: {
          ...process.env,
          GIT_AUTHOR_DATE: date,
          GIT_COMMITTER_DATE: date,
          GIT_AUTHOR_NAME: 'Ann',
          GIT_AUTHOR_EMAIL: 'ann@example.com',
          GIT_COMMITTER_NAME: 'Ann',
          GIT_COMMITTER_EMAIL: 'ann@example.com',
          GIT_CONFIG_GLOBAL: '/dev/null',
        },
      });
    };
    const commit = (message: string): string => {
      git('commit', '--allow-empty', '-q', '-m', message);
      return git('rev-parse', 'HEAD').trim();
    };
    git('init', '-q', '-b', 'main');
    commit('straight to main');
    git('checkout', '-q', '-b', 'feature/payouts');
    const good = [commit('feat: one'), commit('two')];
    git('checkout', '-q', 'main');
    git('merge', '-q', '--no-ff', 'feature/payouts', '-m', "Merge branch 'feature/payouts'");
    git('branch', '-q', '-D', 'feature/payouts');
    git('checkout', '-q', '-b', 'quick-hack');
    const bad = commit('hack');
    git('checkout', '-q', 'main');
    git('merge', '-q', '--no-ff', 'quick-hack', '-m', 'Merge pull request #7 from acme/quick-hack');
    git('branch', '-q', '-D', 'quick-hack');
    git('checkout', '-q', '-b', 'fix/open');
    const open = commit('still open');
    git('checkout', '-q', 'main');
    git('remote', 'add', 'origin', 'git@example.com:acme/shop.git');

    const report = await json(['backfill', 'git']);
    expect(report).toMatchObject({ stored: 4, leftOut: { branch_not_certain: 1 }, source: 'git:acme/shop' });
    const rows = await query(({ db }) =>
      db
        .selectFrom('rule_compliance_events')
        .select(['context_id', 'rule_name', 'compliance_status', 'branch_name', 'context_type'])
        .orderBy('event_timestamp')
        .execute(),
    );
    const row = (sha: string | undefined, status: string, branch: string) => ({
      context_id: sha,
      rule_name: 'branching.mdc',
      compliance_status: status,
      branch_name: branch,
      context_type: 'commit',
    });
    expect(rows).toEqual([
      row(good[0], 'compliant', 'feature/payouts'),
      row(good[1], 'compliant', 'feature/payouts'),
      row(bad, 'violation', 'quick-hack'),
      row(open, 'compliant', 'fix/open'),
    ]);
    expect(await json(['backfill', 'git'])).toMatchObject({ stored: 0, known: 4 });
    expect(await json(['backfill', 'git', '--message-rule', 'commit-messages=^(feat|fix): '])).toMatchObject({
      stored: 5,
      leftOut: {},
    });
    expect(await json(['metrics', 'show', 'rule-compliance-rate', '--since', '60d'])).toMatchObject({ n: 9 });
    const refused = await run(['backfill', 'git', temporaryFolder(), '--repository', 'a/b']);
    expect(refused.exitCode).toBe(10);
    expect(refused.stderr).toContain('not a git repository');
  });

  it('reads pull requests, reviews, deployments and runs from GitHub, each once', async () => {
    const title = { text: 'Add payouts' };
    const github = await fakeGithub((path) => answers(title.text)[path]);
    env.GITHUB_TOKEN = 'abc-token';
    const argv = ['backfill', 'github', '--repository', 'acme/shop', '--api', github.address, '--since', '90d'];
    const report = await json(argv);
    expect(report).toMatchObject({
      kinds: { pr_event: 6, deployment: 1, performance: 1 },
      quarantined: 0,
      leftOut: { deployment_without_outcome: 1 },
    });
    expect(github.authorizations).toEqual(new Set(['Bearer abc-token']));
    const found = await query(async ({ db }) => ({
      pulls: await db
        .selectFrom('pr_events')
        .select(['pr_number', 'event_type', 'cycle_time_seconds', 'review_time_seconds', 'author'])
        .orderBy('event_timestamp')
        .orderBy('event_type')
        .execute(),
      deployed: await db.selectFrom('deployment_events').select(['environment', 'status', 'deployed_at']).execute(),
    }));
    const of = (pr_number: number, event_type: string, cycle: number | null, review: number | null) =>
      expect.objectContaining({ pr_number, event_type, cycle_time_seconds: cycle, review_time_seconds: review });
    expect(found.pulls).toEqual([
      of(12, 'created', null, null),
      of(12, 'reviewed', null, 86_400),
      of(12, 'merged', 2 * 86_400, null),
      of(13, 'created', null, null),
      of(13, 'merged', 86_400, null),
      of(12, 'reopened', null, null),
    ]);
    // Names of persons are kept as keyed hashes only.
    expect(found.pulls.map(({ author }) => author?.length)).toEqual([64, 64, 64, 64, 64, 64]);
    expect(found.deployed).toEqual([
      { environment: 'production', status: 'failure', deployed_at: expect.stringContaining(day(6).slice(0, 10)) },
    ]);
    title.text = 'Add payouts, at last';
    expect(await json(argv)).toMatchObject({ stored: 0, known: 8, quarantined: 0 });
    expect(await json(['metrics', 'show', 'review-time', '--since', '60d'])).toMatchObject({ n: 1, value: 24 });
  });

  it('says when GitHub refuses, keeps what was read before, and never shows the token', async () => {
    const github = await fakeGithub((path) =>
      path.startsWith('/repos/acme/shop/pulls') ? answers('x')[path] : 'limit',
    );
    env.GITHUB_TOKEN = 'abc-token';
    const argv = ['backfill', 'github', '--repository', 'acme/shop', '--api', github.address];
    const refused = await run(argv);
    expect(refused.exitCode).toBe(9);
    expect(refused.stderr).toContain('until 2026-01-01T00:00:00.000Z');
    expect(refused.stderr + refused.stdout).not.toContain('abc-token');
    // Too many at once is said with a time to wait, while requests of the hour are left: no right is missing.
    const busy = await fakeGithub(() => 'too fast');
    const slowed = await run([...argv.slice(0, -1), busy.address]);
    expect(slowed).toMatchObject({ exitCode: 9 });
    expect(slowed.stderr).toContain('GitHub answers no more requests for 90 seconds: its limit is reached');
    expect((await run(['backfill', 'github', '--repository', 'nonsense'])).exitCode).toBe(64);
  });
});

/** What GitHub's API answers, by path and query. */
const answers = (title: string): Readonly<Record<string, unknown>> => {
  const user = (login: string, type = 'User') => ({ login, type });
  const pull = { state: 'closed', user: user('ann'), labels: [{ name: 'feat' }], merge_commit_sha: 'a1' };
  return {
    '/repos/acme/shop/pulls?state=all&sort=updated&direction=desc&per_page=100': {
      next: '/repos/acme/shop/pulls?page=2',
      list: [
        {
          ...pull,
          number: 13,
          title: `Revert "${title}"`,
          body: 'Reverts acme/shop#12',
          head: { ref: 'revert-12-feature/payouts' },
          user: user('robot[bot]', 'Bot'),
          created_at: day(4),
          merged_at: day(5),
          closed_at: day(5),
          updated_at: day(5),
        },
      ],
    },
    '/repos/acme/shop/pulls?page=2': {
      list: [
        {
          ...pull,
          number: 12,
          title,
          head: { ref: 'feature/payouts' },
          created_at: day(1),
          merged_at: day(3),
          closed_at: day(3),
          updated_at: day(3),
        },
        { ...pull, number: 1, title: 'old', created_at: '2001-01-01T00:00:00Z', updated_at: '2001-01-01T00:00:00Z' },
      ],
    },
    '/repos/acme/shop/pulls/13/reviews?per_page=100': { list: [] },
    '/repos/acme/shop/pulls/12/reviews?per_page=100': {
      list: [
        { id: 1, user: user('ann'), state: 'COMMENTED', submitted_at: day(1.5) },
        { id: 2, user: user('ben'), state: 'APPROVED', submitted_at: day(2), commit_id: 'a0' },
        { id: 3, user: user('cat'), state: 'PENDING', submitted_at: null },
      ],
    },
    '/repos/acme/shop/issues/events?per_page=100': {
      list: [
        { id: 9, event: 'labeled', created_at: day(8), issue: { number: 12, pull_request: {} } },
        {
          id: 8,
          event: 'reopened',
          created_at: day(7),
          actor: user('ann'),
          issue: { number: 12, title, user: user('ann'), pull_request: {} },
        },
        { id: 7, event: 'reopened', created_at: day(7), issue: { number: 99, title: 'no pull request' } },
      ],
    },
    '/repos/acme/shop/deployments?per_page=100': {
      list: [
        { id: 71, sha: 'a1', ref: 'main', environment: 'prod', created_at: day(6), creator: user('ann') },
        { id: 72, sha: 'a1', ref: 'main', environment: 'prod', created_at: day(5), creator: user('ann') },
      ],
    },
    '/repos/acme/shop/deployments/71/statuses?per_page=100': {
      list: [
        { state: 'inactive', created_at: day(8) },
        { state: 'success', created_at: day(7) },
        { state: 'failure', created_at: day(6) },
      ],
    },
    '/repos/acme/shop/deployments/72/statuses?per_page=100': { list: [{ state: 'pending', created_at: day(5) }] },
    '/repos/acme/shop/actions/runs': {
      key: 'workflow_runs',
      list: [
        {
          id: 5,
          name: 'CI',
          status: 'completed',
          conclusion: 'success',
          run_started_at: day(2),
          updated_at: day(2.01),
          head_sha: 'a1',
          head_branch: 'main',
        },
        { id: 6, name: 'CI', status: 'in_progress', created_at: day(3), updated_at: day(3) },
      ],
    },
  };
};

interface Page {
  list: unknown[];
  key?: string;
  next?: string;
}

/** A server that answers as GitHub's API does. */
async function fakeGithub(
  answer: (path: string) => unknown,
): Promise<{ address: string; authorizations: Set<string> }> {
  const authorizations = new Set<string>();
  const server = createServer((request, response) => {
    authorizations.add(request.headers.authorization ?? '');
    const asked = request.url ?? '';
    const path = asked.includes('/actions/runs') ? '/repos/acme/shop/actions/runs' : asked;
    const found = answer(path) as Page | 'limit' | 'too fast' | undefined;
    if (found === 'limit') {
      response.setHeader('x-ratelimit-remaining', '0');
      response.setHeader('x-ratelimit-reset', String(Date.parse('2026-01-01T00:00:00Z') / 1_000));
      response.statusCode = 403;
      response.end('{}');
      return;
    }
    if (found === 'too fast') {
      response.setHeader('x-ratelimit-remaining', '4000');
      response.setHeader('retry-after', '90');
      response.statusCode = 403;
      response.end('{}');
      return;
    }
    if (found === undefined) {
      response.statusCode = 404;
      response.end('{}');
      return;
    }
    const address = `http://${request.headers.host}`;
    if (found.next !== undefined) response.setHeader('link', `<${address}${found.next}>; rel="next"`);
    // Each window of a week asks for its own runs.
    const [from = '', to = ''] = new URL(asked, address).searchParams.get('created')?.split('..') ?? [];
    const list = found.key === undefined || (from <= day(2) && day(2) < to) ? found.list : [];
    response.end(JSON.stringify(found.key === undefined ? list : { [found.key]: list }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, authorizations };
}
