import { sql } from 'kysely';
import { census } from '../estimate/rate.ts';
import { whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const auditTrailCoverage: MetricDefinition = {
  id: 'audit-trail-coverage',
  name: 'Audit trail coverage',
  group: 'Audit and compliance',
  version: 1,
  question: 'Is every change written down?',
  definition:
    'Share of the pattern versions, people and settings made in the time looked at whose making stands in the audit trail.',
  formula: 'rows made with an entry in audit_logs about their making / rows made',
  unit: 'share',
  direction: 'higher',
  target: { relation: 'at least', value: 1 },
  targetFrom: 'spec/2',
  sources: ['audit_logs', 'patterns', 'users', 'configs'],
  minimumSample: 1,
  sampleUnit: 'changes',
  method: 'none: all changes that left a row were looked at',
  exclusions: {},
  departs:
    'spec/2 says that all changes are logged and names no count of changes. A change that leaves no row of its own (a setting changed twice) cannot be seen here.',
  days: 91,
  dimensions: [],
  rows: () => ({
    from: sql`(
      SELECT 'pattern' AS kind, 'patterns' AS source, id, created_at, name AS label FROM patterns
      UNION ALL SELECT 'user', 'users', id, created_at, role FROM users
      UNION ALL SELECT 'config', 'configs', id, created_at, key FROM configs) AS c`,
    table: sql`c.source`,
    id: sql`c.id`,
    at: sql`c.created_at`,
    windowed: true,
    label: sql`c.label`,
    k: whole(
      sql`EXISTS (SELECT 1 FROM audit_logs a
        WHERE a.resource_type = c.kind AND a.resource_id = c.id AND a.action IN ('create', 'update', 'import'))`,
    ),
    excluded: [],
    groups: {},
  }),
  estimate: census,
};
