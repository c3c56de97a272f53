import type { GeneratedChange } from './generations.ts';
import type { PullRequest } from './pull-requests.ts';
import { DAY, HOUR, iso, type World } from './world.ts';

/** Chance that a merged change is taken back, where no generation in it had failed. */
const USUAL = 0.03;
/** Their numbers begin far above those of other pull requests, so that none of these moves. */
const NUMBERS_FROM = 9_000;

/** Pull requests that take back what was merged: oftener where a generation had failed. */
export function simulateReverts(
  world: World,
  changes: readonly { pullRequest: PullRequest; change: GeneratedChange }[],
): void {
  const stream = world.stream('reverts');
  let next = NUMBERS_FROM;
  for (const { pullRequest, change } of changes) {
    const chance = change.failures > 0 ? USUAL * world.effects.reverts : USUAL;
    const taken = stream.chance(chance);
    const after = stream.integer(3, 6 * 24) * HOUR;
    if (!taken || pullRequest.mergedAt === undefined) continue;
    const opened = pullRequest.mergedAt + after;
    const merged = opened + stream.integer(1, 20) * HOUR;
    if (merged > world.window.end || merged - pullRequest.mergedAt > 14 * DAY) continue;
    const number = next++;
    const emit = (eventType: string, moment: number, more: Record<string, unknown> = {}): void =>
      world.emit('pr_event', moment, {
        event_type: eventType,
        event_timestamp: iso(moment),
        pr_number: number,
        pr_title: `Revert "${pullRequest.title}"`,
        branch_name: `revert-${pullRequest.number}-${pullRequest.branch}`,
        commit_sha: stream.hex(40),
        author: pullRequest.actor,
        labels: ['revert', pullRequest.team],
        metadata: { reverts_pr: pullRequest.number },
        repository: pullRequest.repository.name,
        team: pullRequest.team,
        actor: pullRequest.actor,
        source_environment: 'development',
        ...more,
      });
    emit('created', opened);
    emit('merged', merged, { cycle_time_seconds: Math.round((merged - opened) / 1_000) });
  }
}
