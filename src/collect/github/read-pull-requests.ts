import { type HistoryEvent, historyEvent, secondsBetween } from '../history/history-event.ts';
import { type GithubApi, githubList, inside, momentOf, textOf } from './github-api.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * What happened to the pull requests of a repository since a moment (milliseconds since 1970): opened, reviewed, merged,
 * closed, reopened. Waiting and cycle times are exact, also for what was opened before that moment.
 */
export async function* readPullRequests(api: GithubApi, since: number): AsyncGenerator<HistoryEvent> {
  for await (const page of githubList(api, 'pulls?state=all&sort=updated&direction=desc&per_page=100')) {
    for (const pull of page) {
      // Sorted by it: all that follows was touched still earlier.
      if ((momentOf(pull.updated_at) ?? since) < since) return;
      const reviews: Item[] = [];
      for await (const some of githubList(api, `pulls/${textOf(pull.number)}/reviews?per_page=100`)) {
        reviews.push(...some);
      }
      yield* eventsOf(api.repository, pull, reviews);
    }
  }
}

function* eventsOf(repository: string, pull: Item, reviews: readonly Item[]): Generator<HistoryEvent> {
  const number = pull.number as number;
  const created = momentOf(pull.created_at);
  if (created === undefined || !Number.isSafeInteger(number)) return;
  const author = inside(pull, 'user', 'login');
  const reverts = revertedBy(pull, repository);
  const common = {
    repository,
    pr_number: number,
    pr_title: pull.title,
    branch_name: inside(pull, 'head', 'ref'),
    author,
    labels: Array.isArray(pull.labels) ? pull.labels.map((label) => textOf(inside(label, 'name'))) : null,
    metadata: {
      ...(inside(pull, 'user', 'type') === 'Bot' ? { bot: true } : {}),
      ...(reverts === undefined ? {} : { reverts_pr: reverts }),
    },
  };
  const event = (type: string, at: number, more: Item, which = ''): HistoryEvent =>
    historyEvent('pr_event', `github:${repository}:pr:${number}:${type}${which}`, at, {
      ...common,
      event_type: type,
      event_timestamp: new Date(at).toISOString(),
      ...more,
    });
  yield event('created', created, { actor: author });
  const merged = momentOf(pull.merged_at);
  const closed = momentOf(pull.closed_at);
  if (merged !== undefined) {
    const took = secondsBetween(created, merged);
    yield event('merged', merged, { commit_sha: pull.merge_commit_sha, cycle_time_seconds: took, actor: author });
  } else if (closed !== undefined) yield event('closed', closed, { actor: author }, `:${closed}`);

  let first = true;
  for (const { review, at } of submitted(reviews)) {
    const reviewer = inside(review, 'user', 'login');
    // What authors write under their own pull request is no review of it.
    if (reviewer === author) continue;
    yield event(
      'reviewed',
      at,
      {
        reviewer,
        actor: reviewer,
        commit_sha: review.commit_id,
        ...(first ? { review_time_seconds: secondsBetween(created, at) } : {}),
      },
      `:${textOf(review.id)}`,
    );
    first = false;
  }
}

const submitted = (reviews: readonly Item[]): { review: Item; at: number }[] =>
  reviews
    .flatMap((review) => {
      const at = momentOf(review.submitted_at);
      return at === undefined || review.state === 'PENDING' ? [] : [{ review, at }];
    })
    .toSorted((left, right) => left.at - right.at);

/**
 * The pull request that this one takes back: GitHub's own button makes a branch `revert-NUMBER-…` and a text
 * `Reverts owner/name#NUMBER`. Nothing else is taken for a revert.
 */
function revertedBy(pull: Item, repository: string): number | undefined {
  const branch = /^revert-(\d+)-/.exec(textOf(inside(pull, 'head', 'ref')))?.[1];
  const text = /^Reverts (\S+)?#(\d+)\s*$/m.exec(textOf(pull.body));
  const named = text && (text[1] === undefined || text[1] === repository) ? text[2] : undefined;
  const number = Number(branch ?? named);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** Pull requests that were opened again since a moment; GitHub tells it only as an event of the issue. */
export async function* readReopened(api: GithubApi, since: number): AsyncGenerator<HistoryEvent> {
  for await (const page of githubList(api, 'issues/events?per_page=100')) {
    for (const event of page) {
      const at = momentOf(event.created_at);
      if (at === undefined) continue;
      if (at < since) return;
      const number = inside(event, 'issue', 'number');
      if (event.event !== 'reopened' || inside(event, 'issue', 'pull_request') === undefined) continue;
      yield historyEvent('pr_event', `github:${api.repository}:pr:${textOf(number)}:reopened:${textOf(event.id)}`, at, {
        repository: api.repository,
        pr_number: number,
        pr_title: inside(event, 'issue', 'title'),
        event_type: 'reopened',
        event_timestamp: new Date(at).toISOString(),
        author: inside(event, 'issue', 'user', 'login'),
        actor: inside(event, 'actor', 'login'),
      });
    }
  }
}
