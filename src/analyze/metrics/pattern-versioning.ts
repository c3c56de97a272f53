import { sql } from 'kysely';
import { census } from '../estimate/rate.ts';
import { teamOf, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const patternVersioning: MetricDefinition = {
  id: 'pattern-versioning',
  name: 'Pattern versioning',
  group: 'Audit and compliance',
  version: 1,
  question: 'Can every pattern be followed back to its first version?',
  definition:
    'Share of the versions in the library that are a first version without a predecessor, or that name as predecessor the version just before them of the same pattern.',
  formula: 'versions with an unbroken step to the one before / versions',
  unit: 'share',
  direction: 'higher',
  target: { relation: 'at least', value: 1 },
  targetFrom: 'spec/2',
  sources: ['patterns'],
  minimumSample: 1,
  sampleUnit: 'versions',
  method: 'none: all versions were looked at',
  exclusions: {},
  departs:
    'spec/2 asks for version > 1 in all patterns: a pattern that never had to change would fail it. What is meant is that no change escapes versioning.',
  days: 30,
  dimensions: ['team'],
  rows: () => ({
    from: sql`patterns l LEFT JOIN patterns b ON b.id = l.parent_id`,
    table: sql`'patterns'`,
    id: sql`l.id`,
    at: sql`l.created_at`,
    windowed: false,
    label: sql`l.name`,
    k: whole(sql`(l.version = 1 AND l.parent_id IS NULL) OR (b.name = l.name AND b.version = l.version - 1)`),
    excluded: [],
    groups: { team: teamOf('l') },
  }),
  estimate: census,
};
