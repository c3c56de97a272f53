import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/superset/plan/plan.ts';
import { chart, entry, id, input, META, policy, setOf } from './objects.ts';

const dataset = (columns: string[], sql?: string) =>
  entry('dataset', 'orders', {
    table_name: 'orders',
    ...(sql === undefined ? {} : { sql }),
    columns: Object.fromEntries(columns.map((name) => [name, { type: 'TEXT' }])),
    metrics: {},
  });

describe('fields', () => {
  it('tells pending, drift, conflict and converged changes of one object apart', () => {
    const of = (a: number, b: number, c: number, d: number) => setOf(chart('Orders', { a, b, c, d }));
    const plan = makePlan(input({ base: of(0, 0, 0, 0), desired: of(1, 0, 1, 1), live: of(0, 1, 2, 1) }));
    const [object] = plan.objects;
    expect(object?.class).toBe('conflict');
    expect(object?.changes.map((each) => [each.field, each.class])).toEqual([
      ['params.a', 'pending'],
      ['params.b', 'drift'],
      ['params.c', 'conflict'],
    ]);
    expect(object?.drift.map((each) => [each.field, each.class])).toEqual([
      ['params.b', 'drift'],
      ['params.c', 'conflict'],
      ['params.d', 'converged'],
    ]);
  });

  it('calls changes of different fields of one object drift, not a conflict', () => {
    const of = (a: number, b: number) => setOf(chart('Orders', { a, b }));
    const plan = makePlan(input({ base: of(0, 0), desired: of(1, 0), live: of(0, 1) }));
    expect(plan.objects[0]).toMatchObject({ class: 'drift', action: 'update' });
    expect(plan.gate.exit).toBe('drift');
  });

  it('calls it a conflict when one side removes what the other changes inside', () => {
    const column = (type: string) =>
      setOf(entry('dataset', 'orders', { columns: { id: {}, ...(type ? { total: { type } } : {}) }, metrics: {} }));
    const plan = makePlan(input({ base: column('INT'), desired: column(''), live: column('TEXT') }));
    expect(plan.objects[0]?.class).toBe('conflict');
  });
});

describe('severity and reach', () => {
  const onDashboard = entry('dashboard', 'Ops', {
    layout: {
      key: 'ROOT_ID',
      type: 'ROOT',
      meta: {},
      children: [{ key: `chart:${id('Revenue')}`, type: 'CHART', meta: {}, children: [] }],
    },
    metadata: {},
  });

  it('is breaking to take away a column that a chart uses, and says who is hurt', () => {
    const users = [chart('Revenue', { groupby: ['discount'] }, 'orders'), onDashboard];
    const plan = makePlan(
      input({
        base: setOf(dataset(['id', 'discount']), ...users),
        live: setOf(dataset(['id', 'discount']), ...users),
        desired: setOf(dataset(['id']), ...users),
      }),
    );
    expect(plan.objects[0]).toMatchObject({
      severity: 'breaking',
      usedBy: { charts: 1, dashboards: ['Ops'] },
      changes: [{ field: 'columns[discount]', what: 'removed', severity: 'breaking' }],
    });
  });

  it('is not breaking when nobody uses the column', () => {
    const of = (columns: string[]) => setOf(dataset(columns), chart('Revenue', { groupby: ['id'] }, 'orders'));
    const plan = makePlan(input({ base: of(['id', 'x']), live: of(['id', 'x']), desired: of(['id']) }));
    expect(plan.objects[0]?.severity).toBe('semantic');
  });

  it('sees a column that a chart uses inside SQL', () => {
    const metric = { expressionType: 'SQL', sqlExpression: 'SUM("Discount") / COUNT(*)', label: 'share' };
    const of = (columns: string[]) => setOf(dataset(columns), chart('Revenue', { metrics: [metric] }, 'orders'));
    const plan = makePlan(input({ base: of(['id', 'Discount']), live: of(['id', 'Discount']), desired: of(['id']) }));
    expect(plan.objects[0]?.severity).toBe('breaking');
  });

  it('is breaking to change the SQL of a dataset, and cosmetic to lay it out anew', () => {
    const of = (sql: string) => setOf(dataset([], sql));
    const severity = (sql: string) =>
      makePlan(input({ base: of('SELECT a FROM t'), live: of('SELECT a FROM t'), desired: of(sql) })).objects[0]
        ?.severity;
    expect(severity('SELECT b FROM t')).toBe('breaking');
    expect(severity('select a\n  from t -- all of them')).toBe('cosmetic');
  });

  it('stops at the ceiling of the policy', () => {
    const of = (sql: string) => setOf(dataset([], sql));
    const states = { base: of('SELECT 1'), live: of('SELECT 1'), desired: of('SELECT 2') };
    const plan = makePlan(input({ ...states, policy: policy({ maxSeverity: 'semantic' }) }));
    expect(plan.problems[0]?.code).toBe('SEVERITY_CEILING');
    expect(plan.gate).toMatchObject({ status: 'fail', exit: 'invalid' });
  });
});

describe('rules', () => {
  const states = {
    base: setOf(chart('Orders', { row_limit: 1, groupby: ['a'] })),
    desired: setOf(chart('Orders', { row_limit: 1, groupby: ['a'] })),
    live: setOf(chart('Orders', { row_limit: 2, groupby: ['a'] })),
  };
  const rule = { object: 'Ord*', field: 'params.row_limit', reason: 'agreed with sales' };

  it('ignores a difference until its last day, and says when the rule has ended', () => {
    const at = (until: string) => makePlan(input({ ...states, policy: policy({ ignore: [{ ...rule, until }] }) }));
    expect(at('2026-11-21').gate.status).toBe('pass');
    expect(at('2026-11-21').objects[0]?.ignored[0]?.reason).toBe('agreed with sales');
    expect(at('2026-11-20').gate.status).toBe('fail');
    expect(at('2026-11-20').problems[0]?.code).toBe('IGNORE_EXPIRED');
  });

  it('leaves protected objects alone and says so', () => {
    const plan = makePlan(input({ ...states, policy: policy({ protectedObjects: ['orders'] }) }));
    expect(plan.objects[0]).toMatchObject({ action: 'none', held: 'protected by the policy (orders)' });
    expect(plan.problems[0]?.code).toBe('PROTECTED');
  });

  it('overwrites a chosen object in strict mode without tripping the gate', () => {
    const strict = policy({ mode: 'strict_fail_on_drift' });
    const plan = makePlan(input({ ...states, policy: strict, overwrite: [id('Orders')] }));
    expect(plan.objects[0]?.action).toBe('revert');
    expect(plan.gate.status).toBe('pass');
  });

  it('records nothing as ours that was not chosen, as a rollback wants all that is there to stay', () => {
    const theirs = chart('Theirs', { a: 1 });
    const plan = makePlan(input({ base: setOf(), desired: setOf(theirs), live: setOf(theirs), only: [id('Ours')] }));
    expect(plan.objects.map((each) => each.action)).toEqual(['none']);
  });

  it('acts only on chosen objects when some are chosen', () => {
    const plan = makePlan(input({ ...states, only: [id('Another')] }));
    expect(plan.objects[0]).toMatchObject({ action: 'none', held: 'not chosen' });
  });

  it('refuses a name that Superset would take over', () => {
    const board = (name: string, slug: string) => ({ ...entry('dashboard', name), content: { slug } });
    const plan = makePlan(input({ desired: setOf(board('Mine', 'ops')), live: setOf(board('Theirs', 'ops')) }));
    expect(plan.problems[0]).toMatchObject({ code: 'NAME_TAKEN', severity: 'error' });
    expect(plan.gate.exit).toBe('invalid');
  });
});

describe('the plan as a whole', () => {
  const states = {
    base: setOf(chart('Orders', { row_limit: 1 })),
    desired: setOf(chart('Orders', { row_limit: 1 })),
    live: setOf(chart('Orders', { row_limit: 2 })),
  };

  it('survives being written down and read again', () => {
    const plan = makePlan(input(states));
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('has the same hashes for the same input and others when any part moves', () => {
    const hashes = makePlan(input(states)).hashes;
    expect(makePlan(input(states)).hashes).toEqual(hashes);
    expect(makePlan(input({ ...states, live: states.base })).hashes.live).not.toBe(hashes.live);
    expect(makePlan(input({ ...states, policy: policy({ prune: true }) })).hashes.policy).not.toBe(hashes.policy);
  });

  it('says who changed an object and when', () => {
    const meta = { ...META, attribution: { [id('Orders')]: { by: 'Alice Doe', on: '2026-11-21T10:04:00Z' } } };
    expect(makePlan(input({ ...states, meta })).objects[0]).toMatchObject({
      changedBy: 'Alice Doe',
      reason: 'changed in Superset by Alice Doe at 2026-11-21T10:04:00Z',
    });
  });

  it('knows a renamed object by its UUID', () => {
    const renamed = (name: string) => setOf({ ...chart('Orders'), name, content: { slice_name: name } });
    const plan = makePlan(
      input({ base: renamed('Orders'), live: renamed('Orders'), desired: renamed('Orders per day') }),
    );
    expect(plan.objects[0]).toMatchObject({ name: 'Orders per day', previousName: 'Orders', action: 'update' });
    expect(plan.summary).toMatchObject({ rename: 1, change: 0 });
  });

  it('warns that the base is lost and compares two sides', () => {
    const plan = makePlan(input({ ...states, base: undefined }));
    expect(plan.comparison).toBe('two-way');
    expect(plan.problems[0]?.code).toBe('BASE_LOST');
  });
});
