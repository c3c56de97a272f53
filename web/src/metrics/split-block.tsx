import type { MetricCard } from './metric-card.ts';
import { countText, plural } from '../format.ts';
import { Segments } from '../ui/segments.tsx';
import { IntervalBar } from './interval-bar.tsx';
import { valueText } from './value.ts';
import { VerdictBadge } from './verdict.tsx';

interface SplitBlockProps {
  card: MetricCard;
  by: string | null;
  onBy: (by: string) => void;
}

/** The value of each team, repository, pattern … */
export function SplitBlock({ card, by, onBy }: SplitBlockProps) {
  const { definition, result } = card;
  if (definition.dimensions.length === 0) return null;
  return (
    <section className="block">
      <div className="block-head">
        <h2>Split</h2>
        <Segments
          label="Split by"
          options={definition.dimensions.map((value) => ({ value, label: `By ${value}` }))}
          chosen={by}
          onChoose={onBy}
        />
      </div>
      {!result.groups && <p className="muted">Choose what to split by.</p>}
      {result.groups && (
        <div className="table-box" role="region" aria-label={`${definition.name} by ${by ?? ''}`} tabIndex={0}>
          <table className="data split">
            <thead>
              <tr>
                <th scope="col">{by && by[0]?.toUpperCase() + by.slice(1)}</th>
                <th scope="col" className="number">
                  Value
                </th>
                <th scope="col">95 % interval</th>
                <th scope="col" className="number">
                  n
                </th>
                <th scope="col">Verdict</th>
              </tr>
            </thead>
            <tbody>
              {result.groups.map((group) => (
                <tr key={group.group}>
                  <th scope="row">{group.group}</th>
                  <td className="number">{valueText(group.value, result.unit)}</td>
                  <td>
                    <IntervalBar card={{ definition, result: { ...result, ...group } }} />
                  </td>
                  <td className="number">{countText(group.n)}</td>
                  <td>
                    <VerdictBadge verdict={group.verdict} because={group.because} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {result.hiddenGroups !== undefined && result.hiddenGroups > 0 && (
        <p className="muted">{plural(result.hiddenGroups, 'group')} of fewer than five people not shown.</p>
      )}
    </section>
  );
}
