import { Failure } from '../../errors.ts';
import type { AssetKind, Bundle, DashboardAsset } from '../../model/assets.ts';
import { chartsOf, onlyPart } from '../apply/selection.ts';

export interface Choice {
  kinds?: readonly AssetKind[] | undefined;
  /** Slugs, titles or UUIDs; what they show comes along, down to the connections. */
  dashboards?: readonly string[] | undefined;
  /** Charts and dashboards with one of these tags, with what they hang on. */
  tags?: readonly string[] | undefined;
}

/**
 * The chosen part of an export.
 * @throws Failure NOT_FOUND for a dashboard that is not there
 */
export function chooseAssets(bundle: Bundle, choice: Choice): Bundle {
  let chosen = bundle;
  if (choice.dashboards && choice.dashboards.length > 0) {
    chosen = closure(
      bundle,
      choice.dashboards.map((name) => dashboardNamed(bundle, name)),
    );
  }
  if (choice.tags && choice.tags.length > 0) {
    const tagged = (asset: Record<string, unknown>): boolean =>
      Array.isArray(asset.tags) && asset.tags.some((tag) => choice.tags?.includes(String(tag)));
    const charts = chosen.charts.filter(tagged).map((chart) => chart.uuid);
    chosen = closure(chosen, chosen.dashboards.filter(tagged), charts);
  }
  return choice.kinds && choice.kinds.length > 0 ? onlyPart(chosen, choice.kinds) : chosen;
}

function dashboardNamed(bundle: Bundle, name: string): DashboardAsset {
  const wanted = name.toLowerCase();
  const found = bundle.dashboards.find((each) =>
    [each.slug, each.dashboard_title, each.uuid].some((other) => other?.toLowerCase() === wanted),
  );
  if (found) return found;
  const known = bundle.dashboards.map((each) => each.slug ?? each.dashboard_title).join(', ');
  throw new Failure('NOT_FOUND', `there is no dashboard ${name} on the target`, {
    hint: `There are: ${known || 'none'}`,
  });
}

function closure(bundle: Bundle, dashboards: DashboardAsset[], more: readonly string[] = []): Bundle {
  const charts = new Set([...dashboards.flatMap((each) => chartsOf(each.position)), ...more]);
  const kept = bundle.charts.filter((each) => charts.has(each.uuid));
  const filters = dashboards.flatMap((each) => each.metadata.native_filter_configuration ?? []);
  const datasets = new Set([
    ...kept.map((each) => each.dataset_uuid),
    ...filters.flatMap((filter) => (filter.targets ?? []).map((target) => target.datasetUuid)),
  ]);
  const sources = bundle.datasets.filter((each) => datasets.has(each.uuid));
  const databases = new Set(sources.map((each) => each.database_uuid));
  return {
    databases: bundle.databases.filter((each) => databases.has(each.uuid)),
    datasets: sources,
    charts: kept,
    dashboards,
  };
}
