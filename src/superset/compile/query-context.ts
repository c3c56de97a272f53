import { buildQueryContext } from '../../charts/query/query-context.ts';
import { Failure } from '../../errors.ts';
import type { ChartAsset } from '../../model/assets.ts';

/**
 * The query context of a chart as text, as Superset's page would store it: without one, Superset cannot answer a chart's
 * data over its API. Null when the form data are not enough for one; validation says what is missing.
 */
export function queryContextText(chart: ChartAsset): string | null {
  try {
    return JSON.stringify(buildQueryContext(chart));
  } catch (thrown) {
    if (thrown instanceof Failure || thrown instanceof TypeError) return null;
    throw thrown;
  }
}
