import { type HistoryEvent, historyEvent, type LeftOut } from '../history/history-event.ts';
import { type GithubApi, githubList, inside, momentOf, textOf } from './github-api.ts';

const OUTCOMES: Readonly<Record<string, string>> = { success: 'success', failure: 'failure', error: 'failure' };

/**
 * Deployments of a repository since a moment, each with its first outcome and the time of that. One without an outcome
 * yet is left out: nobody can say how it ended.
 */
export async function* readDeployments(api: GithubApi, since: number, leftOut: LeftOut): AsyncGenerator<HistoryEvent> {
  for await (const page of githubList(api, 'deployments?per_page=100')) {
    for (const deployment of page) {
      const created = momentOf(deployment.created_at);
      if (created === undefined) continue;
      if (created < since) return;
      const id = textOf(deployment.id);
      const first = await firstOutcome(api, id);
      if (first === undefined) {
        leftOut('deployment_without_outcome');
        continue;
      }
      yield historyEvent('deployment', `github:${api.repository}:deployment:${id}`, first.at, {
        repository: api.repository,
        deployment_id: id,
        environment: deployment.environment,
        status: first.status,
        deployed_at: new Date(first.at).toISOString(),
        commit_sha: deployment.sha,
        branch_name: deployment.ref,
        deployed_by: inside(deployment, 'creator', 'login'),
        actor: inside(deployment, 'creator', 'login'),
        metadata: { task: deployment.task, environment: deployment.environment },
      });
    }
  }
}

async function firstOutcome(api: GithubApi, id: string): Promise<{ status: string; at: number } | undefined> {
  let first: { status: string; at: number } | undefined;
  for await (const page of githubList(api, `deployments/${id}/statuses?per_page=100`)) {
    for (const each of page) {
      const at = momentOf(each.created_at);
      const status = OUTCOMES[textOf(each.state)];
      if (at !== undefined && status !== undefined && (first === undefined || at < first.at)) first = { status, at };
    }
  }
  return first;
}
