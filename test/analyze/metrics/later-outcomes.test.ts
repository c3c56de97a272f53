import { describe, expect, it } from 'vitest';
import { computeMetric } from '../../../src/analyze/compute.ts';
import { explainMetric } from '../../../src/analyze/explain.ts';
import { ingestRecords } from '../../../src/ingest/ingest.ts';
import { generateSample } from '../../../src/sample/generate.ts';
import type { Store } from '../../../src/store/store.ts';
import { DIALECTS, freshStore } from '../../support/databases.ts';

type Sent = Record<string, unknown>;

const now = new Date('2026-03-31T00:00:00Z');
const at = (day: number, hour = 0): string => new Date(Date.UTC(2026, 2, day, hour)).toISOString();

const generation = (day: number, more: Sent): Sent => ({
  kind: 'code_generation',
  prompt: JSON.stringify(more),
  confidence: 0.85,
  success: true,
  timestamp: at(day),
  repository: 'acme/shop',
  ...more,
});
const pull = (day: number, event_type: string, pr_number: number, more: Sent = {}): Sent => ({
  kind: 'pr_event',
  event_type,
  pr_number,
  event_timestamp: at(day),
  repository: 'acme/shop',
  ...more,
});
const finding = (day: number, severity: string, more: Sent): Sent => ({
  kind: 'code_review',
  severity,
  issue_type: 'x',
  pattern: 'p',
  timestamp: at(day),
  repository: 'acme/shop',
  ...more,
});
const deployed = (day: number, more: Sent): Sent => ({
  kind: 'deployment',
  deployment_id: `${day}${JSON.stringify(more)}`,
  environment: 'production',
  status: 'success',
  deployed_at: at(day),
  commit_sha: 'other',
  branch_name: 'main',
  repository: 'acme/shop',
  ...more,
});
const issue = (day: number, more: Sent): Sent => ({
  kind: 'deployment_issue',
  issue_type: 'x',
  environment: 'production',
  timestamp: at(day),
  repository: 'acme/shop',
  ...more,
});

/** What happened to each generation, told by its prompt. */
async function told(store: Store, id: string): Promise<Record<string, number | string>> {
  const { rows } = await explainMetric(store, id, { now, since: new Date(at(1)), limit: 100 });
  return Object.fromEntries(
    rows.map(({ label, included, k, reason }) => [
      Object.values(JSON.parse(label ?? '{}') as Sent).join(' '),
      included ? (k ?? 'null') : (reason ?? 'null'),
    ]),
  );
}

describe.each(DIALECTS)('later outcomes on %s', (dialect) => {
  it('are joined by pull request or commit, after the generation, each generation once', async () => {
    const store = await freshStore(dialect);
    await ingestRecords(
      store,
      [
        // Reviewed: two serious findings are one wrong generation; a low one, and one before it, are none.
        generation(2, { pr_number: 1 }),
        finding(3, 'high', { pr_number: 1 }),
        finding(3, 'critical', { pr_number: 1, issue_type: 'y' }),
        pull(3, 'reviewed', 1),
        generation(2, { pr_number: 2 }),
        finding(1, 'high', { pr_number: 2 }),
        finding(3, 'low', { pr_number: 2 }),
        generation(2, { commit_sha: 'c3' }),
        finding(4, 'high', { commit_sha: 'c3' }),
        generation(5, { pr_number: 4 }),
        pull(3, 'reviewed', 4),
        generation(2, {}),
        // The same number in another repository is another pull request.
        generation(2, { pr_number: 1, repository: 'acme/other' }),
        generation(2, { pr_number: 9, confidence: null }),
        // Merged: 1 stays, 2 is taken back, 4 is taken back too late, 6 was merged too lately.
        pull(4, 'merged', 1),
        pull(4, 'merged', 2),
        pull(6, 'merged', 20, { branch_name: 'revert-2-feature' }),
        pull(7, 'merged', 21, { metadata: { reverts_pr: 2 } }),
        pull(6, 'merged', 4),
        pull(25, 'merged', 40, { metadata: { reverts_pr: '4' } }),
        pull(5, 'merged', 22, { metadata: { reverts_pr: 'x1' }, branch_name: 'reverting-1-x' }),
        pull(5, 'created', 23, { metadata: { reverts_pr: 1 } }),
        generation(20, { pr_number: 6 }),
        pull(22, 'merged', 6),
        // Deployed: 1 broke production, c3 did elsewhere only, 2 much later, 6 too lately.
        deployed(5, { pr_number: 1 }),
        deployed(6, { pr_number: 1 }),
        issue(6, { pr_number: 1 }),
        issue(7, { pr_number: 1, issue_type: 'y' }),
        deployed(5, { commit_sha: 'c3' }),
        issue(6, { commit_sha: 'c3', environment: 'staging' }),
        deployed(5, { pr_number: 2 }),
        issue(29, { pr_number: 2 }),
        deployed(23, { pr_number: 6 }),
        deployed(5, { pr_number: 4, environment: 'staging' }),
      ],
      { source: 's', input: 's', hashKey: 'k' },
    );
    expect(await told(store, 'later-review-calibration-error')).toEqual({
      '1': 0,
      '2': 1,
      c3: 0,
      '4': 'not_reviewed',
      '': 'no_change',
      '1 acme/other': 'not_reviewed',
      '9 ': 'confidence_unknown',
      '6': 'not_reviewed',
    });
    expect(await told(store, 'later-revert-calibration-error')).toEqual({
      '1': 1,
      '2': 0,
      c3: 'no_pull_request',
      '4': 1,
      '': 'no_pull_request',
      '1 acme/other': 'not_merged',
      '9 ': 'confidence_unknown',
      '6': 'too_recent',
    });
    expect(await told(store, 'later-incident-calibration-error')).toEqual({
      '1': 0,
      '2': 1,
      c3: 1,
      '4': 'not_deployed',
      '': 'no_change',
      '1 acme/other': 'not_deployed',
      '9 ': 'confidence_unknown',
      '6': 'too_recent',
    });
    const result = await computeMetric(store, 'later-revert-calibration-error', { now, since: new Date(at(1)) });
    expect(result).toMatchObject({ n: 3, coverage: { rows: 8, included: 3, share: 3 / 8 }, verdict: null });
    expect(result.value).toBeCloseTo(Math.abs(2 / 3 - 0.85), 12);
  });

  it('are those of the pull request and of the commit, where a change is known by both', async () => {
    const store = await freshStore(dialect);
    const change = (n: number): Sent => ({ pr_number: n, commit_sha: `c${n}` });
    await ingestRecords(
      store,
      [
        ...[1, 2, 3, 4].map((n) => generation(2, change(n))),
        // All are deployed and reviewed by both names. What broke, and what was found, is told by one of them.
        ...[1, 2, 3].flatMap((n) => [deployed(5, change(n)), finding(3, 'low', change(n))]),
        issue(6, { commit_sha: 'c1' }),
        finding(4, 'high', { commit_sha: 'c1' }),
        issue(6, { pr_number: 2 }),
        finding(4, 'high', { pr_number: 2 }),
        // The commit went out long before the pull request did; nobody has reviewed the pull request since.
        deployed(6, { commit_sha: 'c4' }),
        deployed(25, { pr_number: 4 }),
        finding(1, 'low', { pr_number: 4 }),
        finding(3, 'low', { commit_sha: 'c4' }),
      ],
      { source: 's', input: 's', hashKey: 'k' },
    );
    for (const id of ['later-incident-calibration-error', 'later-review-calibration-error']) {
      expect(await told(store, id), id).toEqual({ '1 c1': 0, '2 c2': 0, '3 c3': 1, '4 c4': 1 });
    }
  });
});

describe('what was planted about later outcomes', () => {
  const share = (sample: ReturnType<typeof generateSample>, kind: 'reverts' | 'incidents'): [number, number] => {
    const of = (each: string): Sent[] =>
      sample.records.filter((record) => record.kind === each).map(({ data }) => data);
    const key = (event: Sent): string => `${String(event.repository)} ${String(event.pr_number)}`;
    const risky = new Set(
      of('code_generation')
        .filter((each) => each.success === false)
        .map(key),
    );
    const production = of('deployment').filter((each) => each.environment === 'production' && each.branch === 'main');
    const merged = of('pr_event').filter((each) => each.event_type === 'merged');
    const exposed = new Set((kind === 'reverts' ? merged : production).map(key));
    const bad =
      kind === 'reverts'
        ? new Set(
            merged.flatMap(({ metadata, repository }) =>
              metadata ? [`${String(repository)} ${String((metadata as Sent).reverts_pr)}`] : [],
            ),
          )
        : new Set(production.filter((each) => each.status !== 'success').map(key));
    const rate = (wanted: boolean): number => {
      const some = [...exposed].filter((each) => risky.has(each) === wanted);
      return some.filter((each) => bad.has(each)).length / some.length;
    };
    return [rate(true), rate(false)];
  };

  it('is in the data: changes with a failed generation are taken back, and break production, more often', () => {
    const sample = generateSample({ seed: 1, now });
    for (const kind of ['reverts', 'incidents'] as const) {
      const [risky, other] = share(sample, kind);
      expect(risky, kind).toBeGreaterThan(2 * other);
      expect(sample.planted.find((effect) => effect.kind === kind)?.size).toBeGreaterThan(2);
    }
  });
});
