import { z } from 'zod';
import { alertsSchema } from './alerts-config.ts';
import { environmentSchema } from './environment.ts';
import { policySchema } from './policy.ts';

/** JSON Schemas of policy.yaml and environments/*.yaml, from the same source as their parsers: what editors pick up. */
export function configSchemas(): Record<string, string> {
  const text = (title: string, schema: z.ZodType): string =>
    `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) }, null, 2)}\n`;
  return {
    'starter/schemas/policy.schema.json': text('policy.yaml', policySchema),
    'starter/schemas/alerts.schema.json': text('alerts.yaml', alertsSchema),
    'starter/schemas/environment.schema.json': text('environments/NAME.yaml', environmentSchema),
  };
}
