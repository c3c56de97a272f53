import { Failure, messageOf, placeText } from '../../errors.ts';
import type { Bundle, ChartAsset } from '../../model/assets.ts';
import { emptyBundle } from '../../model/bundle.ts';
import { compileProject } from '../../superset/compile/compile.ts';
import type { Finding } from '../../superset/finding.ts';

/** A project's dashboards while their templates are worked on. */
export interface PreviewBundle {
  /** What to draw: of a template with a mistake the last state without one, marked with the mistake. */
  current(): Bundle;
  /** Compiles again; answers the mistakes. */
  refresh(): Finding[];
}

/** The key in a chart's params that holds the mistake of its template. In the params because answers are cached by them. */
const MISTAKE = 'preview_mistake';

/** @throws Failure when a chart's template has a mistake: what stands in the chart's place */
export function refuseMistaken(chart: ChartAsset): void {
  const text = chart.params[MISTAKE];
  if (typeof text === 'string') {
    throw new Failure('TEMPLATE_INVALID', text, { hint: 'Save the template again when it is corrected.' });
  }
}

const PARTS = ['databases', 'datasets', 'charts', 'dashboards'] as const;

/** Nothing is drawn before the first compilation that works as a whole. */
export function previewBundle(options: {
  projectDir: string;
  environment: string;
  env: NodeJS.ProcessEnv;
}): PreviewBundle {
  let shown = emptyBundle();
  /** Template -> UUID, of every compilation so far. */
  const made = new Map<string, string>();
  const refresh = (): Finding[] => {
    try {
      const { bundle, files, findings } = compileProject(options);
      for (const { template, uuid } of files)
        if (template !== undefined && uuid !== undefined) made.set(template, uuid);
      shown = marked(withLost(bundle, shown, findings, made), findings, made);
      return findings;
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      // policy.yaml or the environment: what was shown stays.
      const { code, hint, where = {} } = thrown;
      return [{ code, severity: 'error', message: messageOf(thrown), where, hint }];
    }
  };
  return { current: () => shown, refresh };
}

const uuidOf = ({ where }: Finding, made: ReadonlyMap<string, string>): string | undefined =>
  where.file === undefined ? undefined : made.get(where.file);

/**
 * What a template made before its mistake, put back where the compilation has nothing. What names
 * something that is lost stays as it was: the charts say what is wrong.
 */
function withLost(
  next: Bundle,
  before: Bundle,
  findings: readonly Finding[],
  made: ReadonlyMap<string, string>,
): Bundle {
  const broken = new Set(findings.filter((each) => each.severity === 'error').map((each) => uuidOf(each, made)));
  const result = { ...next };
  for (const part of PARTS) {
    const there = new Set(next[part].map((asset) => asset.uuid));
    const lost = (before[part] as { uuid: string }[]).filter(
      (asset) => broken.has(asset.uuid) && !there.has(asset.uuid),
    );
    const old = new Map((before[part] as { uuid: string }[]).map((asset) => [asset.uuid, asset]));
    const kept = (next[part] as { uuid: string }[]).map((asset) =>
      broken.has(asset.uuid) ? (old.get(asset.uuid) ?? asset) : asset,
    );
    result[part] = [...kept, ...lost] as never;
  }
  return result;
}

/** Charts whose own template or whose dataset's has a mistake carry it. */
function marked(bundle: Bundle, findings: readonly Finding[], made: ReadonlyMap<string, string>): Bundle {
  const mistakes = new Map<string, string>();
  for (const finding of findings) {
    const uuid = uuidOf(finding, made);
    if (finding.severity !== 'error' || uuid === undefined || mistakes.has(uuid)) continue;
    mistakes.set(uuid, `${placeText(finding.where)}  ${finding.message}`);
  }
  const charts = bundle.charts.map((chart) => {
    const { [MISTAKE]: _old, ...params } = chart.params;
    const text = mistakes.get(chart.dataset_uuid) ?? mistakes.get(chart.uuid);
    return { ...chart, params: text === undefined ? params : { ...params, [MISTAKE]: text } };
  });
  return { ...bundle, charts };
}
