import type { ChartPicture } from '../picture.ts';
import type { Theme } from './palette.ts';

/** ECharts options are checked by ECharts; between picture and ECharts they are plain objects. */
export type Option = Record<string, unknown>;

/** The place a drawing has, in pixels. */
export interface Room {
  width: number;
  height: number;
  /** On paper: there is no hand to page through a legend. */
  still?: boolean;
}

export interface Drawing {
  picture: ChartPicture;
  option: Option;
  theme: Theme;
  /** As far as it is known: what does not fit is then laid out otherwise, not cut. */
  room: Room | undefined;
  /** Pixels that a legend takes at the bottom, where one is drawn. */
  legendRoom: number;
  color(name: string): string;
}

export const isOption = (value: unknown): value is Option =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const optionsIn = (value: unknown): Option[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter(isOption);

export const optionAt = (option: Option, key: string): Option => (isOption(option[key]) ? option[key] : {});

/** What the bars of a waterfall stand on: it is there to take room, not to be seen. */
export const isGround = (series: Option): boolean => series.ground === true;

export const textAt = (option: Option, key: string): string => (typeof option[key] === 'string' ? option[key] : '');

/** What ECharts hands to a formatter, as far as it is used. */
export interface Item {
  seriesName: string;
  seriesIndex: number;
  dataIndex: number;
  name: string;
  color: string;
  value: unknown;
  data: unknown;
  percent?: number | undefined;
  axisValue?: unknown;
  dataType?: string | undefined;
}

export function itemOf(given: unknown): Item {
  const item = isOption(given) ? given : {};
  return {
    seriesName: textAt(item, 'seriesName'),
    seriesIndex: typeof item.seriesIndex === 'number' ? item.seriesIndex : 0,
    dataIndex: typeof item.dataIndex === 'number' ? item.dataIndex : 0,
    name: textAt(item, 'name'),
    color: textAt(item, 'color'),
    value: item.value,
    data: item.data,
    percent: typeof item.percent === 'number' ? item.percent : undefined,
    axisValue: item.axisValue,
    dataType: textAt(item, 'dataType') || undefined,
  };
}
