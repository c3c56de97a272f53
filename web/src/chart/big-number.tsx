import { formatNumber } from '../../../src/charts/format/number.ts';
import type { BigNumberPicture } from '../../../src/charts/picture.ts';
import { Icon } from '../ui/icon.tsx';

/** "92.4%" -> value and unit, so that the unit can be quieter. */
function parts(text: string): { number: string; unit: string } {
  const match = /^(.*?\d)\s*([^\d]*)$/.exec(text);
  return { number: match?.[1] ?? text, unit: match?.[2] ?? '' };
}

export function BigNumber({ picture }: { picture: BigNumberPicture }) {
  const { value, change } = picture;
  const text = value === null ? null : parts(formatNumber(value, picture.format));
  return (
    <div className="big">
      <div className={text ? 'big-value' : 'big-value none'}>
        {text ? text.number : '–'}
        {text?.unit && <span className="unit">{text.unit}</span>}
      </div>
      <div className="big-line">
        {value === null && <span>no data in this range</span>}
        {change && <Change change={change} />}
        {picture.subtitle && <span>{picture.subtitle}</span>}
      </div>
      {picture.trend && <Sparkline points={picture.trend} fromZero={picture.fromZero ?? false} />}
    </div>
  );
}

function Change({ change }: { change: NonNullable<BigNumberPicture['change']> }) {
  if (change.value === null) return <span title="Too little data to compare">cannot tell {change.label}</span>;
  const icon = change.value > 0 ? 'up' : change.value < 0 ? 'down' : 'dash';
  return (
    <span className="change">
      <span className="by">
        <Icon name={icon} />
        {formatNumber(Math.abs(change.value), '.1%')}
      </span>
      <span className="muted">{change.label}</span>
    </span>
  );
}

const WIDTH = 240;
const HEIGHT = 48;

/** The trend as one line; gaps where there is no data. */
function Sparkline({ points, fromZero }: { points: NonNullable<BigNumberPicture['trend']>; fromZero: boolean }) {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length < 2) return <div className="spark" />;
  const ground = fromZero ? [0] : [];
  const low = Math.min(...values, ...ground);
  const high = Math.max(...values, ...ground);
  const first = points[0]?.time ?? 0;
  const span = (points.at(-1)?.time ?? 1) - first || 1;
  const x = (time: number): number => ((time - first) / span) * WIDTH;
  const y = (value: number): number => HEIGHT - 4 - ((value - low) / (high - low || 1)) * (HEIGHT - 10);
  const runs: string[][] = [[]];
  for (const { time, value } of points) {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push(`${x(time).toFixed(1)} ${y(value).toFixed(1)}`);
  }
  const whole = runs.filter((run) => run.length > 1);
  const edge = (run: string[], end: 'first' | 'last'): string =>
    (end === 'first' ? run[0] : run.at(-1))?.split(' ')[0] ?? '0';
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <defs>
        <linearGradient id="spark-fill" x1="0" x2="0" y1="0" y2="1">
          <stop offset="0" stopColor="var(--accent)" stopOpacity="0.16" />
          <stop offset="1" stopColor="var(--accent)" stopOpacity="0" />
        </linearGradient>
      </defs>
      {whole.map((run) => (
        <g key={run[0]}>
          <path
            className="area"
            d={`M${edge(run, 'first')} ${HEIGHT}L${run.join('L')}L${edge(run, 'last')} ${HEIGHT}Z`}
          />
          <path d={`M${run.join('L')}`} />
        </g>
      ))}
    </svg>
  );
}
