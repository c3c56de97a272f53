import { REPOSITORIES, type SampleRepository } from '../cast.ts';
import { busyness, workingMoment } from '../planted.ts';
import type { Random } from '../random.ts';
import { DAY, HOUR, iso, MINUTE, type World } from './world.ts';

export interface PullRequest {
  repository: SampleRepository;
  number: number;
  title: string;
  type: string;
  branch: string;
  team: string;
  actor: string;
  headSha: string;
  mergeSha: string;
  createdAt: number;
  /** Undefined while it is open, or when it was closed without merging. */
  mergedAt: number | undefined;
}

const TYPES = [
  ['feat', 0.42],
  ['fix', 0.28],
  ['refactor', 0.14],
  ['test', 0.08],
  ['docs', 0.08],
] as const;

const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  feat: ['add partial payouts', 'show the fee before checkout', 'export reports by region', 'search by invoice number'],
  fix: [
    'round totals half to even',
    'close files after export',
    'retry the bank only on time-outs',
    'escape the query',
  ],
  refactor: ['split the settlement job', 'move the schema into one place', 'drop the second client'],
  test: ['cover the empty ledger', 'pin the clock in checkout tests'],
  docs: ['explain the retry policy', 'describe the report format'],
};

const RULES = [
  ['branching.mdc', 'foundation', 'pr', 0.95],
  ['documentation-first.mdc', 'foundation', 'pr', 0.78],
  ['commit-messages.mdc', 'implementation', 'commit', 0.92],
  ['testing.mdc', 'implementation', 'pr', 0.86],
  ['error-handling.mdc', 'implementation', 'code_review', 0.88],
  ['security-review.mdc', 'specialized', 'manual_check', 0.9],
] as const;

/** Opens, reviews and merges pull requests, and checks rules on them. */
export function simulatePullRequests(world: World): PullRequest[] {
  return REPOSITORIES.flatMap((repository) => {
    const stream = world.stream(`pull requests of ${repository.name}`);
    let number = repository.firstPullRequest;
    return world.days.flatMap((day) =>
      Array.from({ length: stream.poisson(repository.pullRequests * busyness(day)) }, () =>
        one(world, repository, number++, workingMoment(day, stream), stream),
      ),
    );
  });
}

/** Nobody merges at night or on a Sunday: such moments move to the next working hour. */
function toWorkingHours(moment: number): number {
  const hour = (moment % DAY) / HOUR;
  let moved = hour < 6 ? moment + (7 - hour) * HOUR : hour > 20 ? moment + (31 - hour) * HOUR : moment;
  while ([0, 6].includes(new Date(moved).getUTCDay())) moved += DAY;
  return Math.round(moved);
}

function one(
  world: World,
  repository: SampleRepository,
  number: number,
  createdAt: number,
  stream: Random,
): PullRequest {
  const type = stream.weighted(TYPES);
  const subject = stream.pick(SUBJECTS[type] ?? ['change']);
  const { team, actor } = world.person(repository, stream);
  const reviewer = world.person(repository, stream).actor;
  const closed = stream.chance(0.06);
  const reviewedAt = toWorkingHours(createdAt + stream.lognormal(3.2, 0.95) * HOUR);
  const endedAt = toWorkingHours(reviewedAt + stream.lognormal(9, 1.1) * HOUR);
  const pullRequest: PullRequest = {
    repository,
    number,
    title: `${type}: ${subject}`,
    type,
    branch: `${type === 'feat' ? 'feature' : type}/${number}-${subject.replaceAll(' ', '-')}`,
    team,
    actor,
    headSha: stream.hex(40),
    mergeSha: stream.hex(40),
    createdAt,
    mergedAt: closed ? undefined : endedAt,
  };
  const emit = (eventType: string, moment: number, more: Record<string, unknown> = {}): void =>
    world.emit('pr_event', moment, {
      event_type: eventType,
      event_timestamp: iso(moment),
      pr_number: number,
      pr_title: pullRequest.title,
      branch_name: pullRequest.branch,
      commit_sha: pullRequest.headSha,
      author: actor,
      labels: [type, team],
      repository: repository.name,
      team,
      actor,
      source_environment: 'development',
      ...more,
    });
  emit('created', createdAt);
  emit('reviewed', reviewedAt, { reviewer, actor: reviewer, review_time_seconds: seconds(reviewedAt - createdAt) });
  if (stream.chance(0.25)) {
    const again = toWorkingHours(reviewedAt + stream.lognormal(2, 0.6) * HOUR);
    if (again < endedAt) emit('reviewed', again, { reviewer, actor: reviewer });
  }
  if (closed) emit('closed', endedAt);
  else emit('merged', endedAt, { commit_sha: pullRequest.mergeSha, cycle_time_seconds: seconds(endedAt - createdAt) });
  if (closed && stream.chance(0.2)) emit('reopened', endedAt + 20 * HOUR);
  checkRules(world, pullRequest, stream);
  return pullRequest;
}

function checkRules(world: World, pullRequest: PullRequest, stream: Random): void {
  for (const [rule, category, context, compliant] of stream.sample(RULES, stream.integer(1, 3))) {
    const moment = pullRequest.createdAt + stream.integer(1, 40) * MINUTE;
    const status = stream.chance(compliant) ? 'compliant' : stream.chance(0.35) ? 'warning' : 'violation';
    world.emit('rule_compliance', moment, {
      event_timestamp: iso(moment),
      rule_name: rule,
      rule_category: category,
      compliance_status: status,
      context_type: context,
      context_id: context === 'commit' ? pullRequest.headSha : String(pullRequest.number),
      branch_name: pullRequest.branch,
      ...(status === 'compliant' ? {} : { violation_details: `${rule} was not followed in this change` }),
      commit_sha: pullRequest.headSha,
      pr_number: pullRequest.number,
      repository: pullRequest.repository.name,
      team: pullRequest.team,
      actor: pullRequest.actor,
      source_environment: 'development',
    });
  }
}

const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000);
