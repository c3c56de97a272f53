import type { ChartAsset, FormData } from '../../model/assets.ts';
import { buildQueries } from './build-queries.ts';
import type { QueryObject } from './types.ts';

export interface QueryContext {
  datasource: { id: number | string; type: 'table' };
  force: false;
  queries: QueryObject[];
  form_data: FormData;
  result_format: 'json';
  result_type: 'full';
}

/**
 * What Superset stores in a chart's query_context when its page saves it. The datasource's id is 0 here: Superset puts
 * the dataset's own id there on import, by the chart's dataset_uuid.
 */
export function buildQueryContext(chart: ChartAsset): QueryContext {
  return {
    datasource: { id: 0, type: 'table' },
    force: false,
    queries: buildQueries(chart),
    form_data: { ...chart.params, viz_type: chart.viz_type },
    result_format: 'json',
    result_type: 'full',
  };
}
