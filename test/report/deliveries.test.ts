import { describe, expect, it } from 'vitest';
import { deliveriesOf, isWaiting, noteEnd, noteSeen, takeOn, targetKey } from '../../src/cli/report/deliveries.ts';
import { readReports, reportFamilies } from '../../src/server/open-metrics/report-families.ts';
import { DIALECTS, freshUri, openTestStore } from '../support/databases.ts';

const at = (text: string): Date => new Date(`2026-11-${text}Z`);
const monday = at('16T07:00:00');

describe.each(DIALECTS)('deliveries of reports in %s', (dialect) => {
  it('are taken on by one of many for each due time, tried again when they failed, and then given up', async () => {
    const uri = await freshUri(dialect);
    const stores = [await openTestStore({ uri, create: true, migrate: true }), await openTestStore({ uri })];
    const [store] = stores;
    if (!store) throw new Error('no store');
    const errand = { report: 'weekly', target: targetKey('file out/x') };
    await noteSeen(store, [errand], at('15T12:00:00'));
    await noteSeen(store, [errand], at('20T12:00:00'));
    // Not for the past before it was first seen.
    expect(await isWaiting(store, errand, at('09T07:00:00'))).toBe(false);
    expect(await takeOn(store, errand, at('09T07:00:00'), monday)).toBe(false);

    const take = () => Promise.all(stores.map((each) => takeOn(each, errand, monday, monday)));
    const fail = () => noteEnd(store, errand, { sent: false, message: 'no route', due: monday, now: monday });
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(await isWaiting(store, errand, monday)).toBe(true);
      expect((await take()).filter(Boolean)).toHaveLength(1);
      expect(await isWaiting(store, errand, monday)).toBe(false);
      await fail();
    }
    expect(await take()).toEqual([false, false]);
    expect(reportFamilies(await readReports(store, monday.getTime()), 'acme')[0]?.samples).toEqual([
      { labels: { organization: 'acme', report: 'weekly' }, value: 1 },
    ]);

    const next = at('23T07:00:00');
    expect(await takeOn(store, errand, next, next)).toBe(true);
    await noteEnd(store, errand, { sent: true, message: null, due: next, now: next });
    expect(await takeOn(store, errand, next, next)).toBe(false);
    expect(await takeOn(store, errand, monday, next)).toBe(false);
    expect(await deliveriesOf(store)).toEqual([
      { ...errand, state: 'sent', due: next.toISOString(), sent: next.toISOString(), message: null },
    ]);
    expect(await readReports(store, next.getTime())).toEqual([
      { report: 'weekly', failing: 0, lastSent: next.getTime() / 1_000 },
    ]);
  });

  it('keep targets with long names apart', () => {
    const long = `mail to ${'someone@example.org, '.repeat(40)}`;
    expect(targetKey(`${long}a`)).not.toBe(targetKey(`${long}b`));
    expect(targetKey(`${long}a`)).toHaveLength(targetKey(`${long}b`).length);
    expect(targetKey(long).length).toBeLessThanOrEqual(400);
  });
});
