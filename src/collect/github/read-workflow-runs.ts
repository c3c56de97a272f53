import { type HistoryEvent, historyEvent } from '../history/history-event.ts';
import { type GithubApi, githubList, inside, momentOf, textOf } from './github-api.ts';

const DAY = 86_400_000;
/** GitHub answers no more than a thousand runs to one question; a week of one repository is mostly less. */
const MOST = 1_000;

/**
 * Runs of GitHub Actions as measurements of performance: how long each took and how it ended. They hold no numbers of
 * tests, so no test run is made of them.
 */
export async function* readWorkflowRuns(api: GithubApi, since: number, until: number): AsyncGenerator<HistoryEvent> {
  for (let from = since; from < until; from += 7 * DAY) yield* between(api, from, Math.min(from + 7 * DAY, until));
}

async function* between(api: GithubApi, from: number, to: number): AsyncGenerator<HistoryEvent> {
  const range = `${new Date(from).toISOString()}..${new Date(to - 1).toISOString()}`;
  const found: HistoryEvent[] = [];
  let runs = 0;
  for await (const page of githubList(
    api,
    `actions/runs?per_page=100&created=${encodeURIComponent(range)}`,
    'workflow_runs',
  )) {
    runs += page.length;
    found.push(...page.flatMap((run) => runEvent(api.repository, run)));
  }
  if (runs >= MOST && to - from > 3_600_000) {
    const middle = Math.floor((from + to) / 2);
    yield* between(api, from, middle);
    yield* between(api, middle, to);
  } else yield* found;
}

function runEvent(repository: string, run: Readonly<Record<string, unknown>>): HistoryEvent[] {
  const started = momentOf(run.run_started_at) ?? momentOf(run.created_at);
  const ended = momentOf(run.updated_at);
  if (run.status !== 'completed' || started === undefined || ended === undefined || ended < started) return [];
  const id = `github:${repository}:run:${textOf(run.id)}:${textOf(run.run_attempt ?? 1)}`;
  return [
    historyEvent('performance', id, started, {
      repository,
      metric_type: 'ci_run',
      function_name: run.name,
      execution_time_ms: ended - started,
      timestamp: new Date(started).toISOString(),
      branch: run.head_branch,
      commit_sha: run.head_sha,
      actor: inside(run, 'actor', 'login'),
      details: {
        success: run.conclusion === 'success' ? true : run.conclusion === 'failure' ? false : null,
        conclusion: run.conclusion,
        event: run.event,
      },
    }),
  ];
}
