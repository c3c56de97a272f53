import { REPOSITORIES } from '../cast.ts';
import { busyness, shareOf } from '../planted.ts';
import type { Random } from '../random.ts';
import type { GeneratedChange } from './generations.ts';
import type { PullRequest } from './pull-requests.ts';
import { DAY, HOUR, iso, MINUTE, type World } from './world.ts';

interface Deployment {
  repository: string;
  environment: string;
  status: 'success' | 'failure' | 'rollback';
  moment: number;
  pullRequest: PullRequest | undefined;
  branch: string;
  unplanned: boolean;
  sha: string;
}

const CAUSES = [
  ['configuration_error', 'a variable was missing in the new environment', 'input_validation'],
  ['database_migration', 'the migration waited for a lock that a report held', 'connection_pooling'],
  ['dependency_conflict', 'two packages wanted different versions', null],
  ['resource_exhaustion', 'memory ran out under load', 'large_file_processing'],
  ['health_check_timeout', 'the new instances answered too late', 'retry_with_backoff'],
] as const;

const FAILS: Readonly<Record<string, number>> = { development: 0.05, staging: 0.06, production: 0.045 };
const FIXED: Readonly<Record<string, number>> = { development: 18, staging: 35, production: 55 };

/** Deployments of what was merged, their failures, and how long these took to mend. */
export function simulateDelivery(
  world: World,
  changes: readonly { pullRequest: PullRequest; change: GeneratedChange }[],
): void {
  const merged = changes.map(({ pullRequest }) => pullRequest);
  const risky = new Set(changes.filter(({ change }) => change.failures > 0).map(({ pullRequest }) => pullRequest));
  const stream = world.stream('delivery');
  for (const repository of REPOSITORIES) {
    const own = merged
      .filter((each) => each.repository === repository && each.mergedAt !== undefined)
      .toSorted((left, right) => (left.mergedAt ?? 0) - (right.mergedAt ?? 0));
    for (const pullRequest of own) {
      const mergedAt = pullRequest.mergedAt ?? 0;
      if (stream.chance(0.35)) attempt(world, stream, 'development', mergedAt + 12 * MINUTE, pullRequest);
      if (stream.chance(0.45)) attempt(world, stream, 'staging', mergedAt + 35 * MINUTE, pullRequest);
    }
    for (const day of world.days) {
      if (busyness(day) < 0.5) continue;
      for (const hour of [11, 15]) {
        const moment = day + hour * HOUR + stream.integer(0, 3000) * 1000;
        const latest = own.findLast((each) => (each.mergedAt ?? 0) < moment);
        const fresh = latest && (latest.mergedAt ?? 0) > moment - 26 * HOUR;
        if (fresh && stream.chance(0.7))
          attempt(world, stream, 'production', moment, latest, risky.has(latest) ? world.effects.incidents : 1);
      }
    }
  }
  theIncident(world, merged, stream);
}

function attempt(
  world: World,
  stream: Random,
  environment: string,
  moment: number,
  pullRequest: PullRequest,
  factor = 1,
): void {
  const failed = stream.chance((FAILS[environment] ?? 0) * factor);
  const status = !failed ? 'success' : stream.chance(0.4) ? 'rollback' : 'failure';
  const base = { repository: pullRequest.repository.name, environment, pullRequest, sha: pullRequest.mergeSha };
  deploy(world, stream, { ...base, status, moment, branch: 'main', unplanned: false });
  if (!failed) return;
  const minutes = Math.min(1440, stream.lognormal(FIXED[environment] ?? 30, 0.7));
  const [issue, cause, pattern] = stream.pick(CAUSES);
  const mended = moment + Math.round(minutes * MINUTE);
  // What is not mended by the end of the window has no time yet: null, not a guess.
  issueOf(world, base, moment, { issue, cause, pattern, minutes: mended <= world.window.end ? minutes : undefined });
  const branch = `hotfix/${pullRequest.number}-${issue.replaceAll('_', '-')}`;
  deploy(world, stream, { ...base, status: 'success', moment: mended, branch, unplanned: true, sha: stream.hex(40) });
}

function deploy(world: World, stream: Random, deployment: Deployment): void {
  const { moment, pullRequest } = deployment;
  world.emit('deployment', moment, {
    deployment_id: `deploy-${stream.hex(8)}`,
    environment: deployment.environment,
    status: deployment.status,
    deployed_at: iso(moment),
    commit_sha: deployment.sha,
    branch_name: deployment.branch,
    branch: deployment.branch,
    ...(pullRequest ? { pr_number: pullRequest.number, team: pullRequest.team, actor: pullRequest.actor } : {}),
    metadata: { unplanned: deployment.unplanned, ...(deployment.unplanned ? { reason: 'incident' } : {}) },
    repository: deployment.repository,
  });
}

function issueOf(
  world: World,
  at: { repository: string; environment: string; pullRequest: PullRequest | undefined; sha: string },
  moment: number,
  what: { issue: string; cause: string; pattern: string | null; minutes: number | undefined },
): void {
  world.emit('deployment_issue', moment + MINUTE, {
    timestamp: iso(moment + MINUTE),
    issue_type: what.issue,
    pattern: what.pattern,
    environment: at.environment,
    root_cause: what.cause,
    resolution_time_minutes: what.minutes === undefined ? null : Math.round(what.minutes),
    repository: at.repository,
    branch: 'main',
    commit_sha: at.sha,
    ...(at.pullRequest ? { pr_number: at.pullRequest.number, team: at.pullRequest.team } : {}),
  });
}

function theIncident(world: World, merged: readonly PullRequest[], stream: Random): void {
  const { incident } = world.effects;
  if (!incident) return;
  const span = world.window.end - world.window.start;
  const noon = Math.floor((world.window.start + incident.at * span) / DAY) * DAY + 14 * HOUR;
  const moment = shareOf(world.window, noon) >= incident.at ? noon : noon + DAY;
  const pullRequest = merged
    .filter((each) => each.repository.name === incident.repository && (each.mergedAt ?? Infinity) < moment)
    .at(-1);
  const sha = pullRequest?.mergeSha ?? stream.hex(40);
  const at = { repository: incident.repository, environment: 'production', pullRequest, sha };
  deploy(world, stream, { ...at, status: 'failure', moment, branch: 'main', unplanned: false });
  issueOf(world, at, moment, {
    issue: 'database_migration',
    cause: 'the migration rewrote the ledger table while payouts ran; connections ran out',
    pattern: 'connection_pooling',
    minutes: incident.minutes,
  });
  deploy(world, stream, { ...at, status: 'rollback', moment: moment + 95 * MINUTE, branch: 'main', unplanned: true });
  deploy(world, stream, {
    ...at,
    status: 'success',
    moment: moment + incident.minutes * MINUTE,
    branch: 'hotfix/ledger-migration',
    unplanned: true,
    sha: stream.hex(40),
  });
}
