import { describe, expect, it } from 'vitest';
import { runChart } from '../../src/charts/run-chart.ts';
import { galleryChart, galleryDataset, galleryRunner } from './gallery.ts';

const optionOf = async (more: Record<string, unknown>) => {
  const { picture } = await runChart({
    chart: galleryChart('gantt_chart', { y_axis: 'team', series: 'task', ...more }),
    dataset: galleryDataset,
    runner: galleryRunner(),
    now: new Date('2026-11-21T12:00:00Z'),
  });
  if (picture.type !== 'chart') throw new Error(`a gantt is ${picture.type}`);
  const option = picture.option as {
    xAxis: { min?: number; max?: number };
    yAxis: { data: string[] };
    rowTitles: string[];
    series: { name: string; data: [number, number, number][] }[];
  };
  const bars = option.series.flatMap(({ name, data }) => data.map(([start, end, row]) => ({ name, start, end, row })));
  return { ...option, bars };
};

describe('a gantt', () => {
  it('has a row for each task, in which series at the same time cover each other', async () => {
    const { yAxis, rowTitles, bars } = await optionOf({});
    expect(yAxis.data).toEqual(rowTitles);
    expect(new Set(rowTitles).size).toBe(rowTitles.length);
    expect(new Set(bars.map(({ row }) => row)).size).toBe(rowTitles.length);
  });

  it('has a row for each series of a task when it is divided, and names the task once', async () => {
    const whole = await optionOf({});
    const { yAxis, rowTitles, bars } = await optionOf({ subcategories: true });
    const pairs = new Set(bars.map(({ name, row }) => `${rowTitles[row]}/${name}`));
    expect(rowTitles).toHaveLength(pairs.size);
    expect(rowTitles.length).toBeGreaterThan(whole.rowTitles.length);
    for (const row of rowTitles.keys()) {
      expect(new Set(bars.filter((bar) => bar.row === row).map(({ name }) => name)).size, `row ${row}`).toBe(1);
    }
    expect(yAxis.data.filter((label) => label !== '')).toEqual(whole.yAxis.data);
  });

  it('begins and ends at the hours that are set for its first and its last day', async () => {
    const { bars } = await optionOf({});
    const least = new Date(Math.min(...bars.map(({ start }) => start))).toISOString().slice(0, 10);
    const greatest = new Date(Math.max(...bars.map(({ end }) => end))).toISOString().slice(0, 10);
    const { xAxis } = await optionOf({ x_axis_time_bounds: ['08:00:00', '19:30:00'] });
    expect([xAxis.min, xAxis.max]).toEqual([Date.parse(`${least}T08:00:00Z`), Date.parse(`${greatest}T19:30:00Z`)]);
    expect((await optionOf({ x_axis_time_bounds: ['', null] })).xAxis).toEqual({ type: 'time' });
  });
});
