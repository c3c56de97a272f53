const UNITS: readonly [string, number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/** Milliseconds as "1d 3h", "2m 5s", "850ms": the two largest units that are not zero. `clock` writes 1:02:05. */
export function durationText(milliseconds: number, options: { milliseconds?: boolean; clock?: boolean } = {}): string {
  const sign = milliseconds < 0 ? '-' : '';
  let rest = Math.abs(milliseconds);
  if (options.clock) return sign + clockText(rest);
  if (rest < 1000) return `${sign}${options.milliseconds ? Number(rest.toFixed(3)) : Math.round(rest)}ms`;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const last = unit === 's';
    const count = last ? Number((rest / size).toFixed(parts.length === 0 ? 1 : 0)) : Math.floor(rest / size);
    rest -= Math.floor(rest / size) * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  if (options.milliseconds && rest >= 1 && parts.length < 2)
    return sign + [...parts.slice(0, 2), `${Math.round(rest)}ms`].join(' ');
  return sign + parts.slice(0, 2).join(' ');
}

function clockText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = two(Math.floor(seconds / 60) % 60);
  return hours > 0 ? `${hours}:${minutes}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
