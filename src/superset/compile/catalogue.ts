import { z } from 'zod';
import { METRICS } from '../../analyze/catalog.ts';
import type { MetricDefinition } from '../../analyze/metric.ts';
import { nearest } from '../../util/nearest.ts';
import type { YamlPath } from '../../util/yaml-document.ts';
import type { Finding } from '../finding.ts';
import type { AssetSource } from './asset-source.ts';
import { isPlain } from './shape.ts';

type Plain = Record<string, unknown>;

/** The key of a template that ties an asset, a metric or a column to the metric catalogue. No key of Superset's. */
const KEY = 'feedback_loop';
export const CERTIFIED_BY = 'feedback-loop metric catalogue';

const linkSchema = z.union([
  z.strictObject({ metric: z.string() }),
  z.strictObject({ metrics: z.array(z.string()).min(1) }),
]);

/**
 * The templates with what the catalogue says in place of `feedback_loop: {metric: ID}` or `{metrics: [ID, …]}`: a
 * description where the template gives none, and a certification that names each definition with its version, so that a
 * changed definition is a change in the plan.
 */
export function withCatalogue(sources: readonly AssetSource[], findings: Finding[]): AssetSource[] {
  return sources.map((source) => {
    const { kind } = source;
    const filled = (value: Plain, path: YamlPath, form: 'own' | 'extra'): Plain =>
      KEY in value ? linked(value, form, linkOf(value[KEY], source, [...path, KEY], findings)) : value;
    if (kind === 'chart' || kind === 'dashboard') return { ...source, value: filled(source.value, [], 'own') };
    if (kind !== 'dataset') return source;
    const value = { ...filled(source.value, [], 'extra') };
    for (const part of ['metrics', 'columns'] as const) {
      const list = value[part];
      if (!Array.isArray(list)) continue;
      value[part] = list.map((each: unknown, at) => (isPlain(each) ? filled(each, [part, at], 'extra') : each));
    }
    return { ...source, value };
  });
}

interface Link {
  /** The one metric that is shown: its definition is the description. */
  only: MetricDefinition | undefined;
  metrics: MetricDefinition[];
}

function linkOf(link: unknown, source: AssetSource, path: YamlPath, findings: Finding[]): Link {
  const parsed = linkSchema.safeParse(link);
  const report = (message: string, at: YamlPath, hint: string): void => {
    findings.push({ code: 'ASSET_INVALID', severity: 'error', message, where: source.document.placeOf(at), hint });
  };
  if (!parsed.success) {
    report(`${KEY} holds metric: ID, or metrics: [ID, …]`, path, 'docs/templates.md describes it.');
    return { only: undefined, metrics: [] };
  }
  const ids = 'metric' in parsed.data ? [parsed.data.metric] : parsed.data.metrics;
  const metrics = ids.flatMap((id, at) => {
    const found = METRICS.find((each) => each.id === id);
    if (found) return [found];
    const near = nearest(
      id,
      METRICS.map((each) => each.id),
    );
    const where = 'metric' in parsed.data ? [...path, 'metric'] : [...path, 'metrics', at];
    report(
      `there is no metric ${id} in the catalogue`,
      where,
      near === undefined ? 'See: feedback-loop metrics list' : `Did you mean ${near}?`,
    );
    return [];
  });
  return { only: 'metric' in parsed.data ? metrics[0] : undefined, metrics };
}

/** What the template says itself stays. Charts and dashboards have keys for a certification, the others keep it in `extra`. */
function linked(value: Plain, form: 'own' | 'extra', { only, metrics }: Link): Plain {
  const { [KEY]: _link, ...rest } = value;
  const described = only ? { description: `${only.definition} (${only.id}, version ${only.version})`, ...rest } : rest;
  if (metrics.length === 0) return described;
  const details = metrics
    .map((each) => `${each.name} (${each.id}, version ${each.version}): ${each.formula}`)
    .join('; ');
  if (form === 'own') return { certified_by: CERTIFIED_BY, certification_details: details, ...described };
  const extra = isPlain(rest.extra) ? rest.extra : {};
  return { ...described, extra: { certification: { certified_by: CERTIFIED_BY, details }, ...extra } };
}
