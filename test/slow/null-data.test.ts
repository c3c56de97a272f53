import { expect, it } from 'vitest';
import { findFindings } from '../../src/analyze/findings/find.ts';
import { trendOf } from '../../src/analyze/summaries/trend.ts';
import { generateSample } from '../../src/sample/generate.ts';
import { materialOf } from '../analyze/findings/material.ts';

const now = new Date('2026-03-04T15:00:00Z');
/** TEAMS=1000 takes many minutes; fewer have a wider margin below. */
const TEAMS = Number(process.env.TEAMS ?? 200);
/** 5 % of teams with any false find at all, and three standard errors of such a share. */
const MOST = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / TEAMS);

it('teams without any effect raise alarms at the nominal rate', () => {
  let alarmed = 0;
  let trends = 0;
  let judged = 0;
  for (let seed = 0; seed < TEAMS; seed++) {
    const material = materialOf(generateSample({ seed: 10_000 + seed, now, null: true }), now);
    if (findFindings(material).findings.length > 0) alarmed++;
    const weeks = Array.from({ length: 12 }, () => 0);
    for (const bug of material.bugs) {
      const week = Math.floor((bug.at - material.since) / (7 * 86_400_000));
      if (week < weeks.length) weeks[week] = (weeks[week] ?? 0) + 1;
    }
    const trend = trendOf(weeks);
    if (trend !== null) judged++;
    if (trend === 'increasing' || trend === 'decreasing') trends++;
  }
  expect(alarmed / TEAMS).toBeLessThan(MOST);
  expect(judged).toBe(TEAMS);
  expect(trends / TEAMS).toBeLessThan(MOST);
}, 1_800_000);
