import type { FindingsReply } from '../../../src/server/contract.ts';
import { useResource } from '../data/use-resource.ts';
import { plural } from '../format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';

const MOST = 6;

const ICONS: Partial<Record<FindingsReply['findings'][number]['kind'], IconName>> = {
  pattern_works: 'check',
  pattern_does_not_work: 'cross',
  pattern_improves: 'up',
  pattern_decays: 'down',
  patterns_together: 'check',
  patterns_apart: 'cross',
  bugs_fall: 'down',
  bugs_rise: 'up',
  bug_burst: 'up',
  slow_function: 'clock',
  fast_function: 'clock',
  incident: 'quarantine',
};

/** What stands out in the data, the surest first. */
export function FindingsPanel() {
  const { data } = useResource<FindingsReply>('/api/findings');
  if (!data || data.tested === 0) return null;
  return (
    <section className="block findings" aria-labelledby="findings">
      <div className="block-head">
        <h2 id="findings">What stands out</h2>
        <span className="muted number" title="Adjusted for everything that was tested: at most one in twenty is chance">
          {plural(data.findings.length, 'finding')} among {plural(data.tested, 'test')}, 90 days
        </span>
      </div>
      {data.findings.length === 0 ? (
        <p className="muted">Nothing that chance could not explain.</p>
      ) : (
        <ul>
          {data.findings.slice(0, MOST).map((finding) => (
            <li key={finding.text}>
              <Icon name={ICONS[finding.kind] ?? 'info'} />
              <span>{finding.text}</span>
              <span className="muted number">{pText(finding.q)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const pText = (q: number): string => (q < 0.001 ? 'q < 0.001' : `q = ${q.toFixed(3)}`);
