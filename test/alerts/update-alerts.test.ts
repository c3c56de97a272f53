import { describe, expect, it } from 'vitest';
import { changeOf, type StoredAlert } from '../../src/alerts/update-alerts.ts';
import type { Observation } from '../../src/model/alerts.ts';
import { instantText } from '../../src/util/instant.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-01T00:00:00Z');

const seen = (firing: boolean | null, fingerprint = 'missed v1'): Observation => ({
  alert: 'success/shop',
  rule: 'success',
  severity: 'high',
  firing,
  message: `firing: ${firing}`,
  fingerprint,
});

/** Lets observations pass one after the other, an hour apart, and answers what was news. */
function newsOf(observations: (Observation | 'ack')[], repeatMs?: number): (string | null)[] {
  let stored: StoredAlert | undefined;
  return observations.map((each, at) => {
    const now = new Date(START + at * HOUR);
    if (each === 'ack') {
      if (stored) stored = { ...stored, acknowledged_at: instantText(now.getTime()), note: 'known' };
      return null;
    }
    const change = changeOf(stored, each, { now, repeatMs });
    if (!change) return null;
    const notified_at = change.news ? instantText(now.getTime()) : change.next.notified_at;
    stored = { organization_id: 1, ...change.next, notified_at };
    return change.news?.event ?? null;
  });
}

describe('an alert', () => {
  it('is said once when it begins and once when it ends', () => {
    const story = [seen(false), seen(true), seen(true), seen(true), seen(false), seen(false), seen(true)];
    expect(newsOf(story)).toEqual([null, 'firing', null, null, 'resolved', null, 'firing']);
  });

  it('neither begins nor ends on what cannot be told', () => {
    expect(newsOf([seen(null), seen(true), seen(null), seen(null), seen(true), seen(false)])).toEqual([
      null,
      'firing',
      null,
      null,
      null,
      'resolved',
    ]);
  });

  it('is said again when it changes, acknowledged or not', () => {
    expect(newsOf([seen(true), 'ack', seen(true), seen(true, 'missed v2'), seen(true, 'missed v2')])).toEqual([
      'firing',
      null,
      null,
      'changed',
      null,
    ]);
  });

  it('is said again after a while only when that is wished and nobody acknowledged it', () => {
    const story = [seen(true), seen(true), seen(true), seen(true), 'ack' as const, seen(true), seen(true), seen(true)];
    expect(newsOf(story, 2 * HOUR)).toEqual(['firing', null, 'still firing', null, null, null, null, null]);
    expect(newsOf(story)).toEqual(['firing', null, null, null, null, null, null, null]);
  });

  it('keeps since when it fires, and forgets who knew when it begins anew', () => {
    const now = new Date(START);
    const first = changeOf(undefined, seen(true), { now, repeatMs: undefined });
    const known = {
      organization_id: 1,
      ...first?.next,
      acknowledged_at: instantText(START),
      notified_at: instantText(START),
    };
    const later = changeOf(known as StoredAlert, seen(true), { now: new Date(START + HOUR), repeatMs: undefined });
    expect(later?.next).toMatchObject({ since: instantText(START), acknowledged_at: instantText(START) });
    const ended = { ...known, state: 'resolved' } as StoredAlert;
    const anew = changeOf(ended, seen(true), { now: new Date(START + 2 * HOUR), repeatMs: undefined });
    expect(anew).toMatchObject({
      next: { since: instantText(START + 2 * HOUR), acknowledged_at: null },
      news: { event: 'firing' },
    });
  });
});
