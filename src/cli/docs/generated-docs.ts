import { metricsDoc } from '../../analyze/metrics-doc.ts';
import { configSchemas } from '../../config/json-schemas.ts';
import { dataModelDoc } from '../../model/data-model-doc.ts';
import { reportsJsonSchema } from '../../config/reports-config.ts';
import { syncConfigJsonSchema } from '../../config/sync-config.ts';
import { eventJsonSchema } from '../../model/records/record-schema.ts';
import { declaredJsonSchemas } from '../../superset/compile/declared-schemas.ts';
import { cliDoc } from './cli-doc.ts';
import { dashboardsDoc } from './dashboards-doc.ts';
import { errorsDoc } from './errors-doc.ts';

/** Every page that is written by the program: path -> text. `npm run docs` writes them, a test holds that they are current. */
export async function generatedDocs(): Promise<Record<string, string>> {
  return {
    'docs/cli.md': await cliDoc(),
    'docs/dashboards.md': dashboardsDoc(),
    'docs/data-model.md': dataModelDoc(),
    'docs/errors.md': errorsDoc(),
    'docs/metrics.md': metricsDoc(),
    'starter/schemas/event.schema.json': jsonText(eventJsonSchema()),
    'starter/schemas/reports.schema.json': jsonText(reportsJsonSchema()),
    'starter/schemas/sync_config.schema.json': jsonText(syncConfigJsonSchema()),
    ...configSchemas(),
    ...declaredJsonSchemas(),
  };
}

const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
