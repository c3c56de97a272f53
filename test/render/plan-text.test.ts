import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/superset/plan/plan.ts';
import { planText } from '../../src/superset/render/plan-text.ts';
import { chart, entry, id, input, META, policy, setOf } from '../plan/objects.ts';

const layout = (rows: string[][]) => ({
  key: 'ROOT_ID',
  type: 'ROOT',
  meta: {},
  children: rows.map((names, row) => ({
    key: `ROW-${row + 1}`,
    type: 'ROW',
    meta: {},
    children: names.map((name) => ({
      key: `chart:${id(name)}`,
      type: 'CHART',
      meta: { width: 12 / names.length },
      children: [],
    })),
  })),
});

describe('a plan as text', () => {
  const orders = (limit: number) => chart('Orders', { row_limit: limit }, 'orders');
  const board = (rows: string[][]) => entry('dashboard', 'Ops overview', { layout: layout(rows), metadata: {} });
  const text = planText(
    makePlan(
      input({
        base: setOf(orders(1000), chart('Old'), board([['Orders', 'Old'], []])),
        live: setOf(orders(50), chart('Old'), board([['Orders', 'Old'], []]), chart('Theirs')),
        desired: setOf(orders(1000), board([[], ['Orders']]), chart('New one')),
        policy: policy({ prune: true }),
        meta: {
          ...META,
          lastApply: { at: '2026-11-19T12:00:00Z', by: 'ci#812', gitSha: '4f2c1aa9' },
          attribution: { [id('Orders')]: { by: 'alice', on: '2026-11-21T10:00:00Z' } },
        },
      }),
    ),
  );

  it('reads like a sentence', () => {
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
      'dev  http://localhost:8088  (Superset 6.1.0, base 4f2c1aa9 applied 2d ago by ci#812)',
      '',
      '! Drift: 1 object was changed outside Git since 4f2c1aa9',
      `  ~ chart     "Orders"  ${id('Orders').slice(0, 8)}  by alice 2h ago`,
      '      params.row_limit                1000 -> 50  (semantic)',
      '',
      'Planned actions',
      '  + chart     "New one"  new',
      '  ~ chart     "Orders"  revert: Git wins; on 1 dashboard (Ops overview)',
      '      params.row_limit                50 -> 1000  (semantic)',
      '  ~ dashboard "Ops overview"',
      '      layout chart "Old"              removed from row 1, place 2  (semantic)',
      '      layout chart "Orders"           row 1, place 1 -> row 2, place 1, width 6 -> 12  (cosmetic)',
      '  - chart     "Old"  prune: no longer in Git; on 1 dashboard (Ops overview)',
      '',
      'Plan: 1 to add, 2 to change, 1 to prune.  Drift: 1.  Unmanaged: 1 (ignored).',
      'Gate: dev/drift_gate=fail -> BLOCKED: 1 changed outside Git.  Options: assets adopt, assets revert, an ignore rule with an end date.',
    ]);
  });

  it('stays within about forty lines unless all are asked for', () => {
    const many = Array.from({ length: 200 }, (_, n) => chart(`Chart ${String(n).padStart(3, '0')}`));
    const plan = makePlan(input({ desired: setOf(...many) }));
    expect(planText(plan).split('\n').length).toBeLessThanOrEqual(42);
    expect(planText(plan)).toContain('all of them: --full');
    expect(planText(plan, { full: true })).toContain('Chart 199');
  });

  it('does not let the target drive the terminal', () => {
    const plan = makePlan(input({ desired: setOf(chart('evil \u001b[2J\u202e')) }));
    expect(planText(plan)).toContain('evil \\u001b[2J\\u202e');
  });

  it('says that there is nothing to do', () => {
    const same = setOf(orders(1));
    expect(planText(makePlan(input({ desired: same, base: same, live: same })))).toContain(
      'Plan: 0 to add, 0 to change.',
    );
  });
});
