import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/model/assets.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import { makePlan } from '../../src/superset/plan/plan.ts';
import { emptyStore, exported, imported } from '../../src/superset/target-dir/superset-double.ts';
import { input } from '../plan/objects.ts';
import { bundles } from './bundles.ts';
import { fc } from '../support/property.ts';

const contents = (bundle: Bundle) =>
  Object.fromEntries([...objectSet(bundle)].map(([uuid, each]) => [uuid, each.content]));

/** A target whose numbers have run ahead, so that none is the same by chance. */
const elsewhere = (start: number) => ({
  ...emptyStore(),
  nextId: { database: start, dataset: start, chart: start, dashboard: start },
});

describe('what is normalised', () => {
  it('is the same before an import and after the export', () => {
    fc.assert(
      fc.property(bundles, fc.integer({ min: 1, max: 50 }), (bundle, start) => {
        expect(contents(exported(imported(elsewhere(start), bundle)))).toEqual(contents(bundle));
      }),
    );
  });

  it('is the same on another target with other numbers', () => {
    fc.assert(
      fc.property(bundles, (bundle) => {
        const first = exported(imported(emptyStore(), bundle));
        expect(contents(exported(imported(elsewhere(300), first)))).toEqual(contents(first));
      }),
    );
  });

  it('leaves its input as it was', () => {
    fc.assert(
      fc.property(bundles, (bundle) => {
        const before = structuredClone(bundle);
        objectSet(bundle);
        expect(bundle).toEqual(before);
      }),
    );
  });

  it('gives a plan with nothing to do after an apply', () => {
    fc.assert(
      fc.property(bundles, (bundle) => {
        const desired = objectSet(bundle);
        const live = objectSet(exported(imported(emptyStore(), bundle)));
        const plan = makePlan(input({ desired, base: desired, live }));
        expect(plan.objects).toEqual([]);
        expect(plan.gate.status).toBe('pass');
      }),
    );
  });
});
