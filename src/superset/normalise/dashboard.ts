import type { DashboardAsset } from '../../model/assets.ts';
import { normaliseMetadata } from './dashboard-metadata.ts';
import { type JsonObject, newObject } from './json.ts';
import { normaliseLayout } from './layout.ts';

const TEXTS = ['description', 'css', 'slug', 'certified_by', 'certification_details'] as const;

/**
 * A dashboard as Superset stores it. Left out: theme_uuid and tags (an assets import up to 6.1 ignores them), owners and
 * roles (in no file).
 */
export function normaliseDashboard(asset: DashboardAsset): JsonObject {
  const content = newObject();
  content.dashboard_title = asset.dashboard_title;
  for (const key of TEXTS) {
    const value = asset[key];
    if (typeof value === 'string' && value !== '') content[key] = value;
  }
  content.published = asset.published === true;
  const { tree, unplaced, uuidOfChartId } = normaliseLayout(asset.position);
  content.layout = tree;
  if (unplaced.length > 0) content.unplaced_charts = unplaced;
  content.metadata = normaliseMetadata(asset.metadata, uuidOfChartId);
  return content;
}
