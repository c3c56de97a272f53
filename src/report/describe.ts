import type { DataRequest, FilterMeta, FilterValue } from '../charts/dashboard/dashboard.ts';
import { formatTime } from '../charts/format/time.ts';
import { timeRange } from '../charts/time/time-range.ts';

const DAY = 86_400_000;

const valueOf = (filter: FilterMeta, request: DataRequest): FilterValue =>
  request.filters && filter.id in request.filters ? (request.filters[filter.id] ?? null) : filter.initial;

const listOf = (value: FilterValue): (string | number | boolean | null)[] =>
  Array.isArray(value) ? value : value === null ? [] : [value];

/** First and last day of a range; empty when it is open on both sides or not understood. */
function daysOf(range: string, now: Date): string {
  try {
    const { since, until } = timeRange(range, { now: now.getTime() });
    const last = until === null ? null : until % DAY === 0 ? until - DAY : until;
    const day = (time: number): string => formatTime(time - (time % DAY), '%-d %b %Y');
    if (since !== null && last !== null) return `${day(since)} – ${day(last)}`;
    return since !== null ? `since ${day(since)}` : last !== null ? `until ${day(last)}` : '';
  } catch {
    // The charts say what is wrong with it.
    return '';
  }
}

/** The time range of a request in words, with its days. */
export function describeTime(filters: readonly FilterMeta[], request: DataRequest, now: Date): string {
  const time = filters.find(({ kind }) => kind === 'time');
  const chosen = request.timeRange ?? (time ? listOf(valueOf(time, request))[0] : undefined);
  if (typeof chosen !== 'string' || chosen === '') return 'each chart’s own time range';
  if (/^no filter$/i.test(chosen)) return 'All time';
  const days = daysOf(chosen, now);
  if (days === '') return chosen;
  return chosen.includes(' : ') ? days : `${chosen} (${days})`;
}

/** The filters that narrow a report, in the words of the dashboard; those with no choice are left out. */
export function describeFilters(
  filters: readonly FilterMeta[],
  request: DataRequest,
): { name: string; value: string }[] {
  const own = filters
    .filter(({ kind }) => kind !== 'time')
    .flatMap((filter) => {
      const values = listOf(valueOf(filter, request));
      if (values.length === 0) return [];
      const [low = null, high = null] = values;
      const value =
        filter.kind === 'range'
          ? low === null
            ? `up to ${String(high)}`
            : high === null
              ? `from ${String(low)}`
              : `${String(low)} to ${String(high)}`
          : values.map((each) => (each === null ? 'no value' : String(each))).join(', ');
      return [{ name: filter.name, value }];
    });
  const cross = (request.cross ?? []).map(({ column, value }) => ({
    name: column,
    value: value === null ? 'no value' : String(value),
  }));
  return [...own, ...(request.grain ? [{ name: 'Grain', value: request.grain }] : []), ...cross];
}
