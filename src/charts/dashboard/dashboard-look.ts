import type { ChartAsset, DashboardAsset } from '../../model/assets.ts';
import { isRecord } from '../query/form-fields.ts';

/**
 * A chart in the colours of its dashboard: the dashboard's scheme goes before the chart's own, and one label has one
 * colour on all of its charts. Colours that a person gave go before those that Superset's page handed out.
 */
export function inDashboardColors(chart: ChartAsset, { metadata }: DashboardAsset): ChartAsset {
  const {
    color_scheme: scheme,
    label_colors: given,
    map_label_colors: handedOut,
    shared_label_colors: shared,
  } = metadata;
  const labels = [handedOut, shared, given, chart.params.label_colors].filter(isRecord);
  const colors: Record<string, unknown> = Object.assign({}, ...labels);
  return {
    ...chart,
    params: {
      ...chart.params,
      ...(typeof scheme === 'string' && scheme !== '' ? { color_scheme: scheme } : {}),
      ...(Object.keys(colors).length > 0 ? { label_colors: colors } : {}),
    },
  };
}
