import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/superset/plan/plan.ts';
import { planHtml } from '../../src/superset/render/plan-html.ts';
import { applyDocument, driftDocument, planDocument } from '../../src/superset/render/plan-json.ts';
import { commentMarker, planMarkdown } from '../../src/superset/render/plan-markdown.ts';
import { chart, id, input, META, setOf } from '../plan/objects.ts';

const evil = '<script>alert(1)</script> | `x` @admin [link](https://example.com)';
const states = {
  base: setOf(chart('Orders', { row_limit: 1 }), chart(evil, { row_limit: 1 })),
  desired: setOf(chart('Orders', { row_limit: 1 }), chart(evil, { row_limit: 3 })),
  live: setOf(chart('Orders', { row_limit: 2 }), chart(evil, { row_limit: 1 })),
};
const plan = makePlan(input({ ...states, meta: { ...META, attribution: { [id('Orders')]: { by: 'alice' } } } }));
const files = [
  { path: 'charts/orders.yaml', sha256: 'ab', uuid: id('Orders') },
  { path: 'charts/evil.yaml', sha256: 'cd', uuid: id(evil) },
];

describe('documents', () => {
  it('keep the fields of the plan.json, drift.json and apply.json that came before', () => {
    const bundle = { path: 'bundles/dev', files, compiledAt: META.now };
    expect(planDocument(plan, bundle)).toMatchObject({
      env: 'dev',
      bundle: 'bundles/dev',
      files: ['charts/orders.yaml', 'charts/evil.yaml'],
      sha256: { 'charts/orders.yaml': 'ab' },
      compiled_at: META.now,
    });
    expect(driftDocument(plan, files)).toMatchObject({
      env: 'dev',
      drift: true,
      changed_files: ['charts/orders.yaml'],
      diff_preview: expect.stringContaining('1 -> 2'),
      checked_at: META.now,
    });
    const outcome = {
      status: 'ok',
      created: [],
      updated: [id('Orders')],
      deleted: [],
      errors: [],
      appliedAt: META.now,
    } as const;
    expect(applyDocument(plan, outcome)).toMatchObject({
      env: 'dev',
      status: 'ok',
      created: [],
      updated: [{ uuid: id('Orders'), kind: 'chart', name: 'Orders' }],
      deleted: [],
      errors: [],
      applied_at: META.now,
    });
  });
});

describe('a comment on a pull request', () => {
  const text = planMarkdown(plan);

  it('begins with the marker of its environment and the verdict', () => {
    expect(text.split('\n').slice(0, 2)).toEqual([commentMarker('dev'), '### Plan for dev: blocked by drift']);
    expect(text).toContain('drift, by alice');
  });

  it('does not let names become mark-up, mentions or links', () => {
    expect(text).not.toContain('<script');
    expect(text).not.toMatch(/[^`]@admin/);
    expect(text).not.toContain('[link](');
  });

  it('folds long parts and never grows over what GitHub takes', () => {
    const many = Array.from({ length: 3000 }, (_, n) => chart(`Chart ${n}`));
    const long = planMarkdown(makePlan(input({ desired: setOf(...many) })), { fullPlan: 'the artifact plan.html' });
    expect(long.length).toBeLessThanOrEqual(65_000);
    expect(long).toContain('<details>');
    expect(long.match(/<details>/g)?.length).toBe(long.match(/<\/details>/g)?.length);
    expect(long).toContain('the artifact plan.html');
  });
});

describe('a page', () => {
  const page = planHtml(plan);

  it('stands alone and shows both values of every change', () => {
    expect(page).not.toMatch(/(src|href)=/);
    expect(page).toContain('params.row_limit');
    expect(page).toContain('BLOCKED');
  });

  it('escapes what comes from the target', () => {
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;');
  });
});
