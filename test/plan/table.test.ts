import { describe, expect, it } from 'vitest';
import { exitAfterApply, gate } from '../../src/superset/plan/gate.ts';
import { makePlan } from '../../src/superset/plan/plan.ts';
import type { ObjectClass, PlanAction } from '../../src/superset/plan/plan-types.ts';
import { chart, input, policy, setOf } from './objects.ts';

const of = (limit: number) => setOf(chart('Orders', { row_limit: limit }));
const none = setOf();

interface Row {
  class: ObjectClass;
  states: { desired: typeof none; base: typeof none | undefined; live: typeof none };
  /** What the gate says under fail: the exit it names, or none. */
  fails: 'done' | 'drift' | 'conflict';
  gitWins: PlanAction;
  strict: PlanAction;
}

/** The table of docs/plan.md, a row for each class. */
const TABLE: Row[] = [
  {
    class: 'pending',
    states: { desired: of(2), base: of(1), live: of(1) },
    fails: 'done',
    gitWins: 'update',
    strict: 'update',
  },
  {
    class: 'pending',
    states: { desired: of(1), base: none, live: none },
    fails: 'done',
    gitWins: 'create',
    strict: 'create',
  },
  {
    class: 'drift',
    states: { desired: of(1), base: of(1), live: of(2) },
    fails: 'drift',
    gitWins: 'revert',
    strict: 'none',
  },
  {
    class: 'converged',
    states: { desired: of(2), base: of(1), live: of(2) },
    fails: 'done',
    gitWins: 'adopt-base',
    strict: 'adopt-base',
  },
  {
    class: 'conflict',
    states: { desired: of(2), base: of(1), live: of(3) },
    fails: 'conflict',
    gitWins: 'update',
    strict: 'none',
  },
  {
    class: 'deleted_live',
    states: { desired: of(1), base: of(1), live: none },
    fails: 'drift',
    gitWins: 'recreate',
    strict: 'none',
  },
  {
    class: 'prune_candidate',
    states: { desired: none, base: of(1), live: of(1) },
    fails: 'done',
    gitWins: 'none',
    strict: 'none',
  },
  {
    class: 'prune_conflict',
    states: { desired: none, base: of(1), live: of(2) },
    fails: 'conflict',
    gitWins: 'none',
    strict: 'none',
  },
  {
    class: 'first_contact',
    states: { desired: of(1), base: none, live: of(2) },
    fails: 'drift',
    gitWins: 'update',
    strict: 'none',
  },
  {
    class: 'first_contact',
    states: { desired: of(1), base: undefined, live: of(2) },
    fails: 'drift',
    gitWins: 'update',
    strict: 'none',
  },
  {
    class: 'converged',
    states: { desired: of(1), base: undefined, live: of(1) },
    fails: 'done',
    gitWins: 'adopt-base',
    strict: 'adopt-base',
  },
  {
    class: 'converged',
    states: { desired: none, base: of(1), live: none },
    fails: 'done',
    gitWins: 'forget',
    strict: 'forget',
  },
];

describe('what a plan does with an object, for every class, mode and gate', () => {
  for (const row of TABLE) {
    for (const mode of ['overwrite_git_wins', 'strict_fail_on_drift'] as const) {
      for (const driftGate of ['fail', 'warn', 'off'] as const) {
        const action = mode === 'overwrite_git_wins' ? row.gitWins : row.strict;
        it(`${row.class} (${action}) under ${mode} with gate ${driftGate}`, () => {
          const plan = makePlan(input({ ...row.states, policy: policy({ mode, driftGate }) }));
          expect(plan.objects.map((each) => [each.class, each.action])).toEqual([[row.class, action]]);
          const tripped = row.fails !== 'done';
          const status = !tripped || driftGate === 'off' ? 'pass' : driftGate;
          expect(plan.gate.status).toBe(status);
          expect(plan.gate.exit).toBe(driftGate === 'fail' ? row.fails : 'done');
          const left = mode === 'strict_fail_on_drift' && tripped ? row.fails : 'done';
          expect(exitAfterApply(plan)).toBe(left);
        });
      }
    }
  }

  it('says nothing about an object that is the same on all sides', () => {
    const plan = makePlan(input({ desired: of(1), base: of(1), live: of(1) }));
    expect(plan.objects).toEqual([]);
    expect(plan.summary.inSync).toBe(1);
  });

  it('never touches what is only on the target', () => {
    const plan = makePlan(input({ live: of(1), policy: policy({ prune: true }) }));
    expect(plan.objects).toEqual([]);
    expect(plan.unmanaged.map((each) => each.name)).toEqual(['Orders']);
  });

  it('after an apply, what is still pending trips the gate too', () => {
    const plan = makePlan(input({ desired: of(2), base: of(1), live: of(1) }));
    expect(gate(plan, policy(), 'post').status).toBe('fail');
  });
});

describe('pruning', () => {
  const states = {
    desired: setOf(chart('Kept')),
    base: setOf(chart('Kept'), chart('Old')),
    live: setOf(chart('Kept'), chart('Old')),
  };

  it('deletes what we created and Git no longer has, when the policy says so', () => {
    const plan = makePlan(input({ ...states, policy: policy({ prune: true, mode: 'strict_fail_on_drift' }) }));
    expect(plan.objects.map((each) => each.action)).toEqual(['prune']);
    expect(plan.objects[0]?.severity).toBe('breaking');
  });

  it('needs a further word to delete what others changed', () => {
    const live = setOf(chart('Kept'), chart('Old', { row_limit: 9 }));
    const asked = makePlan(input({ ...states, live, policy: policy({ prune: true }) }));
    expect(asked.objects[0]?.held).toContain('--allow-delete-modified');
    const told = makePlan(input({ ...states, live, policy: policy({ prune: true, pruneModified: true }) }));
    expect(told.objects[0]?.action).toBe('prune');
  });

  it('is refused for an empty bundle', () => {
    const plan = makePlan(input({ ...states, desired: none, policy: policy({ prune: true }) }));
    expect(plan.gate).toMatchObject({ status: 'fail', exit: 'invalid' });
    expect(plan.problems[0]?.code).toBe('EMPTY_BUNDLE');
  });

  it('is refused for too many objects at once', () => {
    const many = Array.from({ length: 12 }, (_, n) => chart(`Old ${n}`));
    const plan = makePlan(
      input({
        desired: setOf(chart('Kept')),
        base: setOf(...many),
        live: setOf(...many),
        policy: policy({ prune: true }),
      }),
    );
    expect(plan.problems[0]?.code).toBe('MASS_DELETE');
    expect(plan.gate.exit).toBe('invalid');
  });

  it('leaves a dataset that somebody else uses', () => {
    const dataset = { ...chart('orders'), kind: 'dataset' as const };
    const plan = makePlan(
      input({
        desired: setOf(chart('Kept')),
        base: setOf(dataset),
        live: setOf(dataset, chart('Theirs', {}, 'orders')),
        policy: policy({ prune: true }),
      }),
    );
    expect(plan.objects.find((each) => each.name === 'orders')?.held).toBe('still used by "Theirs", not ours');
  });
});
