/** One series of a family. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/**
 * A metric family of the OpenMetrics specification (https://prometheus.io/docs/specs/om/open_metrics_spec/). The name is
 * without `_total` and `_info`; it ends with `_UNIT` where there is a unit. Samples of a state set carry the state in a
 * label that is named like the family.
 */
export interface Family {
  name: string;
  type: 'gauge' | 'counter' | 'info' | 'stateset';
  unit?: string;
  help: string;
  samples: readonly Sample[];
}

export type Exposition = 'openmetrics' | 'prometheus';

export const CONTENT_TYPE: Readonly<Record<Exposition, string>> = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
};

const SUFFIX: Readonly<Record<Family['type'], string>> = { gauge: '', counter: '_total', info: '_info', stateset: '' };

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

/** Numbers as Go and Python read them. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}

function sampleText(name: string, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${numberText(value)}`;
}

/**
 * The families as text. Those without a sample are left out: what is not known is absent, never 0. The older Prometheus
 * format has neither units nor info and state sets; there these are gauges.
 */
export function exposition(families: readonly Family[], format: Exposition): string {
  const lines = families
    .filter(({ samples }) => samples.length > 0)
    .flatMap((family) => {
      const suffixed = `${family.name}${SUFFIX[family.type]}`;
      const samples = family.samples.map((sample) => sampleText(suffixed, sample));
      if (format === 'openmetrics') {
        return [
          `# TYPE ${family.name} ${family.type}`,
          ...(family.unit === undefined ? [] : [`# UNIT ${family.name} ${family.unit}`]),
          `# HELP ${family.name} ${escaped(family.help)}`,
          ...samples,
        ];
      }
      const type = family.type === 'counter' ? 'counter' : 'gauge';
      // Quotes are not escaped in the help of this format.
      const help = family.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
      return [`# HELP ${suffixed} ${help}`, `# TYPE ${suffixed} ${type}`, ...samples];
    });
  return `${[...lines, ...(format === 'openmetrics' ? ['# EOF'] : [])].join('\n')}\n`;
}
