import type { BigNumberPicture, Cell, Picture } from '../picture.ts';
import { AGGREGATES } from '../post/aggregates.ts';
import { numberField, textField } from '../query/form-fields.ts';
import { formatTime } from '../format/time.ts';
import { columnCells, firstAnswer, firstMetric, metricFormat, numberOrNull, oneOf } from './support.ts';
import type { BuildPicture, PictureInput } from './types.ts';

const subtitleOf = (input: PictureInput): string | undefined =>
  textField(input.form, 'subtitle') ?? textField(input.form, 'subheader');

export const bigNumberTotalPicture: BuildPicture = (input): Picture => {
  const answer = firstAnswer(input);
  const label = firstMetric(input.form);
  const [cell] = columnCells(answer.flat, label);
  const subtitle = subtitleOf(input);
  const isTime = answer.kinds.get(label) === 'time' || Boolean(input.form.force_timestamp_formatting);
  const format = isTime ? `time:${textField(input.form, 'time_format') ?? 'smart_date'}` : metricFormat(input, label);
  return {
    type: 'big-number',
    value: numberOrNull(cell),
    format,
    ...(subtitle === undefined ? {} : { subtitle }),
  };
};

interface Point {
  time: number;
  value: number | null;
}

function valueOf(input: PictureInput, points: readonly Point[], label: string): number | null {
  const how = textField(input.form, 'aggregation') ?? 'LAST_VALUE';
  if (how === 'raw') return numberOrNull(columnCells(input.answers[1]?.flat ?? firstAnswer(input).flat, label)[0]);
  const values = points.flatMap(({ value }) => value ?? []);
  const aggregate = oneOf(AGGREGATES, how, () => values.at(-1) ?? null);
  return aggregate(values);
}

/** The last value against the one `compare_lag` points before, as a fraction; null where there is nothing to compare. */
function changeOf(input: PictureInput, points: readonly Point[]): BigNumberPicture['change'] {
  const lag = Math.trunc(numberField(input.form, 'compare_lag') ?? 0);
  if (lag <= 0 || points.length === 0) return undefined;
  const at = points.findLastIndex(({ value }) => value !== null);
  const [now, then] = [points[at]?.value ?? null, points[at - lag]?.value ?? null];
  const label = textField(input.form, 'compare_suffix') ?? '';
  return { value: now === null || then === null || then === 0 ? null : (now - then) / Math.abs(then), label };
}

export const bigNumberPicture: BuildPicture = (input): Picture => {
  const answer = firstAnswer(input);
  const label = firstMetric(input.form);
  const [axis] = answer.flat.columns.map((path) => String(path[0]));
  const times: Cell[] = columnCells(answer.flat, axis ?? '');
  const values = columnCells(answer.flat, label);
  const points = times
    .map((time, at): Point => ({ time: typeof time === 'number' ? time : Number.NaN, value: numberOrNull(values[at]) }))
    .filter(({ time }) => Number.isFinite(time))
    .sort((a, b) => a.time - b.time);
  const change = changeOf(input, points);
  const subtitle = subtitleOf(input);
  const last = points.findLast(({ value }) => value !== null);
  const stamp =
    input.form.show_timestamp && last ? formatTime(last.time, textField(input.form, 'time_format')) : undefined;
  const under = [subtitle, stamp].filter((text) => text !== undefined).join(' · ');
  return {
    type: 'big-number',
    value: valueOf(input, points, label),
    format: metricFormat(input, label),
    ...(under === '' ? {} : { subtitle: under }),
    ...(change === undefined ? {} : { change }),
    ...(input.form.show_trend_line === false || points.length < 2 ? {} : { trend: points }),
    ...(input.form.start_y_axis_at_zero === false ? {} : { fromZero: true }),
  };
};
