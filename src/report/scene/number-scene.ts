import { formatNumber } from '../../charts/format/number.ts';
import type { BigNumberPicture } from '../../charts/picture.ts';
import type { Fonts } from '../fonts.ts';
import type { PageColors } from './colors.ts';
import { node, type SceneNode } from './node.ts';
import { clipped, textNode } from './words.ts';

/** "92.4%" -> value and unit, so that the unit can be quieter. */
export function valueParts(picture: BigNumberPicture): { number: string; unit: string } {
  if (picture.value === null) return { number: '–', unit: '' };
  const text = formatNumber(picture.value, picture.format);
  const match = /^(.*?\d)\s*([^\d]*)$/.exec(text);
  return { number: match?.[1] ?? text, unit: match?.[2] ?? '' };
}

/** The line under a number: how it changed, and what it is about. */
export function underNumber({ value, change, subtitle }: BigNumberPicture): string {
  const changed =
    change === undefined
      ? ''
      : change.value === null
        ? `cannot tell ${change.label}`
        : `${change.value > 0 ? '▲' : change.value < 0 ? '▼' : '■'} ${formatNumber(Math.abs(change.value), '.1%')} ${change.label}`;
  return [value === null ? 'no data in this range' : '', changed.trim(), subtitle ?? '']
    .filter((text) => text !== '')
    .join(' · ');
}

/** The trend as lines between gaps, with the area under each; in the coordinates of the box. */
export function trendPaths(
  { trend: points = [], fromZero }: Pick<BigNumberPicture, 'trend' | 'fromZero'>,
  box: { x: number; y: number; width: number; height: number },
): { line: string; area: string }[] {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length < 2) return [];
  const ground = fromZero ? [0] : [];
  const low = Math.min(...values, ...ground);
  const high = Math.max(...values, ...ground);
  const first = points[0]?.time ?? 0;
  const span = (points.at(-1)?.time ?? 1) - first || 1;
  const x = (time: number): string => (box.x + ((time - first) / span) * box.width).toFixed(1);
  const y = (value: number): string =>
    (box.y + box.height - 3 - ((value - low) / (high - low || 1)) * (box.height - 6)).toFixed(1);
  const runs: { time: number; value: number }[][] = [[]];
  for (const { time, value } of points) {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push({ time, value });
  }
  const bottom = box.y + box.height;
  return runs
    .filter((run) => run.length > 1)
    .map((run) => {
      const line = `M${run.map(({ time, value }) => `${x(time)} ${y(value)}`).join('L')}`;
      return { line, area: `${line}L${x(run.at(-1)?.time ?? 0)} ${bottom}L${x(run[0]?.time ?? 0)} ${bottom}Z` };
    });
}

/** A big number with its change and trend. */
export function numberScene(
  picture: BigNumberPicture,
  box: { x: number; y: number; width: number; height: number },
  { fonts, colors }: { fonts: Fonts; colors: PageColors },
): SceneNode[] {
  const { number, unit } = valueParts(picture);
  const size = Math.min(34, Math.max(20, box.height * 0.42));
  const y = box.y + size / 2 + 2;
  const numberWidth = fonts.width(number, size, 'bold');
  const trendTop = y + size / 2 + 24;
  const trend = picture.trend
    ? trendPaths(picture, { x: box.x, y: trendTop, width: box.width, height: box.y + box.height - trendTop })
    : [];
  const hasRoom = box.y + box.height - trendTop > 16;
  return [
    textNode(number, { x: box.x, y, size, fill: picture.value === null ? colors.muted : colors.ink, weight: 'bold' }),
    ...(unit === ''
      ? []
      : [textNode(unit, { x: box.x + numberWidth + 4, y: y + size * 0.14, size: size * 0.55, fill: colors.muted })]),
    textNode(clipped(fonts, underNumber(picture), box.width, { size: 11 }), {
      x: box.x,
      y: y + size / 2 + 11,
      size: 11,
      fill: colors.muted,
    }),
    ...(hasRoom
      ? trend.flatMap(({ line, area }) => [
          node('path', { d: area, fill: colors.accent, opacity: 0.09 }),
          node('path', { d: line, fill: 'none', stroke: colors.accent, 'stroke-width': 1.5 }),
        ])
      : []),
  ];
}
