import type { HistoryEvent, LeftOut } from '../history/history-event.ts';
import type { GithubApi } from './github-api.ts';
import { readDeployments } from './read-deployments.ts';
import { readPullRequests, readReopened } from './read-pull-requests.ts';
import { readWorkflowRuns } from './read-workflow-runs.ts';

/** What GitHub tells of a repository between two moments (milliseconds since 1970). */
export async function* readGithub(
  api: GithubApi,
  between: { since: number; until: number },
  leftOut: LeftOut,
): AsyncGenerator<HistoryEvent> {
  yield* readPullRequests(api, between.since);
  yield* readReopened(api, between.since);
  yield* readDeployments(api, between.since, leftOut);
  yield* readWorkflowRuns(api, between.since, between.until);
}
