import { ISSUE_TYPES } from '../cast.ts';
import { PATTERNS } from '../patterns.ts';
import { busyness, workingMoment } from '../planted.ts';
import type { Random } from '../random.ts';
import { contextOf, type GeneratedChange } from './generations.ts';
import type { PullRequest } from './pull-requests.ts';
import { DAY, HOUR, iso, type World } from './world.ts';

/** Kind of tests, how many, and how long they take in seconds. */
type Suite = readonly [type: string, tests: number, seconds: number];
const UNIT: Suite = ['unit', 640, 95];
const INTEGRATION: Suite = ['integration', 180, 340];
const END_TO_END: Suite = ['e2e', 42, 900];

const REASONS = [
  ['AssertionError: expected 12.50, got 12.49', 0.3],
  ['TimeoutError: no answer after 30 s', 0.25],
  ['TypeError: unsupported operand type', 0.2],
  ['AssertionError: expected status 200, got 500', 0.25],
] as const;

/** Tests and reviews of a change: worse when a generation in it had failed. */
export function simulateChecks(world: World, pullRequest: PullRequest, change: GeneratedChange, stream: Random): void {
  const runs = 1 + stream.poisson(0.6);
  // What is broken fails in every run of the commit; what is flaky fails in one and not in the next.
  const { tests } = pullRequest.repository;
  const broken = stream.chance(change.failures > 0 ? 0.42 : 0.08)
    ? Array.from({ length: 1 + stream.poisson(0.8) }, () => stream.pick(tests))
    : [];
  for (let index = 0; index < runs; index++) {
    const moment = pullRequest.createdAt + Math.round((index * 3 + stream.lognormal(0.2, 0.5)) * HOUR);
    const flaky = index < runs - 1 && stream.chance(0.25);
    // Half of the flakiness of a repository is one test's.
    const failing = flaky ? [...broken, stream.chance(0.5) ? (tests[0] ?? '') : stream.pick(tests)] : broken;
    run(world, moment, stream, {
      suite: stream.weighted([
        [UNIT, 0.6],
        [INTEGRATION, 0.3],
        [END_TO_END, 0.1],
      ]),
      failing: [...new Set(failing)],
      patterns: change.patterns,
      pullRequest,
      context: { ...contextOf(pullRequest), source_environment: 'development' },
    });
  }
  const found = stream.poisson(0.55 + (change.failures > 0 ? 0.6 : 0));
  for (let index = 0; index < found; index++) review(world, pullRequest, change, stream);
}

const picks = ({ tests }: PullRequest['repository'], count: number, stream: Random): string[] =>
  Array.from({ length: count }, () => stream.pick(tests));

interface Run {
  suite: Suite;
  /** Names of the tests that fail. */
  failing: readonly string[];
  patterns: readonly string[];
  pullRequest: Pick<PullRequest, 'repository'>;
  context: Record<string, unknown>;
}

function run(world: World, moment: number, stream: Random, what: Run): void {
  const [type, tests, duration] = what.suite;
  const { context, failing } = what;
  const failed = failing.length;
  const total = tests + stream.integer(-8, 8) + what.pullRequest.repository.tests.length * 3;
  const skipped = stream.poisson(2);
  world.emit('test_run', moment, {
    run_id: `ci-${stream.hex(10)}`,
    run_timestamp: iso(moment),
    total_tests: total,
    passed_tests: total - failed - skipped,
    failed_tests: failed,
    skipped_tests: skipped,
    execution_time_seconds: Math.round(stream.lognormal(duration, 0.25)),
    test_type: type,
    branch_name: context.branch,
    ...context,
  });
  for (const test of failing) {
    const patterns = what.patterns.length > 0 ? what.patterns : PATTERNS.slice(0, 10).map((each) => each.name);
    const pattern = stream.chance(0.85) ? stream.pick(patterns) : null;
    const known = PATTERNS.find((each) => each.name === pattern);
    world.emit('test_failure', moment, {
      timestamp: iso(moment),
      test_name: test,
      failure_reason: known && stream.chance(0.6) ? known.error : stream.weighted(REASONS),
      pattern_violated: pattern,
      code_snippet: known?.code ?? null,
      ...context,
    });
  }
}

function review(world: World, pullRequest: PullRequest, change: GeneratedChange, stream: Random): void {
  const moment = pullRequest.createdAt + Math.round(stream.lognormal(3.4, 0.8) * HOUR);
  const pattern =
    change.patterns.length > 0 && stream.chance(0.5) ? stream.pick(change.patterns) : stream.pick(PATTERNS).name;
  const reviewer = world.person(pullRequest.repository, stream).actor;
  world.emit('code_review', moment, {
    timestamp: iso(moment),
    issue_type: stream.chance(0.8)
      ? (ISSUE_TYPES[pattern] ?? 'other')
      : stream.pick(['naming', 'missing_test', 'duplication']),
    pattern,
    severity: stream.weighted([
      ['low', 0.4],
      ['medium', 0.37],
      ['high', 0.19],
      ['critical', 0.04],
    ]),
    file_path: stream.pick(pullRequest.repository.files),
    line: stream.integer(4, 320),
    suggestion: PATTERNS.find((each) => each.name === pattern)?.solution ?? null,
    ...contextOf(pullRequest),
    actor: reviewer,
    source_environment: 'development',
  });
}

/** The nightly run of everything on main, and the failing tests of the incident. */
export function simulateNightlyRuns(
  world: World,
  repositories: readonly PullRequest['repository'][],
  stream: Random,
): void {
  const { incident, burst } = world.effects;
  const span = world.window.end - world.window.start;
  for (const repository of repositories) {
    const context = { repository: repository.name, branch: 'main', source_environment: 'development' };
    for (const day of world.days) {
      const failing = stream.chance(0.12) ? picks(repository, 1 + stream.poisson(0.6), stream) : [];
      run(world, day + 2 * HOUR + stream.integer(0, 600) * 1000, stream, {
        suite: INTEGRATION,
        failing,
        patterns: [],
        pullRequest: { repository },
        context: { ...context, commit_sha: stream.hex(40) },
      });
    }
    if (incident?.repository !== repository.name) continue;
    const start = world.window.start + incident.at * span;
    for (let left = incident.testFailures; left > 0; left -= 5) {
      const moment = start + Math.round(stream.next() * incident.days * DAY * 0.9);
      run(world, moment, stream, {
        suite: END_TO_END,
        failing: picks(repository, Math.min(5, left), stream),
        patterns: ['connection_pooling', 'retry_with_backoff'],
        pullRequest: { repository },
        context: { ...context, commit_sha: stream.hex(40) },
      });
    }
  }
  bugs(world, repositories, stream, burst);
}

function bugs(
  world: World,
  repositories: readonly PullRequest['repository'][],
  stream: Random,
  burst: World['effects']['burst'],
): void {
  for (const day of world.days) {
    const at = (day + DAY / 2 - world.window.start) / (world.window.end - world.window.start);
    for (const pattern of PATTERNS) {
      const bursting = burst?.pattern === pattern.name && at >= burst.from && at <= burst.to;
      const ordinary = 0.38 * busyness(day) * world.effects.bugRate(pattern.name, at);
      const extra = bursting ? 0.38 * (burst.factor - 1) : 0;
      const usual = stream.poisson(ordinary);
      const count = usual + (extra > 0 ? stream.poisson(extra) : 0);
      for (let index = 0; index < count; index++) {
        const isExtra = index >= usual && burst !== undefined;
        const repository = isExtra
          ? (repositories.find((each) => each.name === burst.repository) ?? stream.pick(repositories))
          : stream.pick(repositories);
        const moment = workingMoment(day, stream);
        const file = isExtra ? burst.file : stream.pick(repository.files);
        const line = stream.integer(4, 320);
        const { team, actor } = world.person(repository, stream);
        world.emit('bug', moment, {
          timestamp: iso(moment),
          pattern: pattern.name,
          error: pattern.error,
          code: pattern.code,
          file_path: file,
          line,
          stack_trace: stream.chance(0.6)
            ? `Traceback (most recent call last):\n  File "${file}", line ${line}, in ${stream.pick(repository.functions)}\n${pattern.error}`
            : null,
          count: stream.chance(0.86) ? 1 : stream.integer(2, 4),
          repository: repository.name,
          branch: 'main',
          team,
          actor,
          source_environment: stream.weighted([
            ['production', 0.45],
            ['staging', 0.25],
            ['development', 0.2],
            ['local', 0.1],
          ]),
        });
      }
    }
  }
}
