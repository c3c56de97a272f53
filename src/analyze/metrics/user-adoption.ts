import { sql } from 'kysely';
import { instantMs, instantText } from '../../util/instant.ts';
import { census } from '../estimate/rate.ts';
import { whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

const ACTIVE_DAYS = 30;

export const userAdoption: MetricDefinition = {
  id: 'user-adoption',
  name: 'User adoption',
  group: 'Audit and compliance',
  version: 1,
  question: 'Do the people who have an account use it?',
  definition: `Share of the active accounts whose last login lies within the last ${ACTIVE_DAYS} days. Only the last login is known, so there is hardly a value for the past.`,
  formula: `active accounts with last_login in the last ${ACTIVE_DAYS} days / active accounts`,
  unit: 'share',
  direction: 'higher',
  target: { relation: 'above', value: 0.8 },
  targetFrom: 'spec/2',
  sources: ['users'],
  minimumSample: 5,
  sampleUnit: 'accounts',
  method: 'none: all accounts were looked at',
  exclusions: {
    not_active: 'The account was closed.',
    made_later: 'The account was made after the time looked at.',
    later_login: 'Its last login is after the time looked at; what was then is not known.',
  },
  days: 30,
  dimensions: ['team'],
  rows: (scope) => ({
    from:
      scope.by === 'team'
        ? sql`users u LEFT JOIN user_teams ut ON ut.user_id = u.id LEFT JOIN teams t ON t.id = ut.team_id`
        : sql`users u`,
    table: sql`'users'`,
    id: sql`u.id`,
    at: sql`u.created_at`,
    windowed: false,
    // No name: what counts is how many, never who.
    label: sql`u.role`,
    k: whole(sql`u.last_login >= ${instantText(instantMs(scope.until) - ACTIVE_DAYS * 86_400_000)}`),
    excluded: [
      ['not_active', sql`NOT u.is_active`],
      ['made_later', sql`u.created_at >= ${scope.until}`],
      ['later_login', sql`u.last_login >= ${scope.until}`],
    ],
    groups: { team: sql`COALESCE(t.name, 'unknown')` },
  }),
  estimate: census,
};
