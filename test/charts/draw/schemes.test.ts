import { describe, expect, it } from 'vitest';
import { picturePalette } from '../../../src/charts/draw/colors.ts';
import { THEMES } from '../../../src/charts/draw/palette.ts';
import type { ChartPicture } from '../../../src/charts/picture.ts';
import { toEChartsOption } from '../../../src/charts/draw/to-echarts.ts';
import type { ChartAsset } from '../../../src/model/assets.ts';
import { runChart } from '../../../src/charts/run-chart.ts';
import { galleryCharts, galleryDataset, galleryRunner } from '../gallery.ts';

const now = new Date('2026-11-21T12:00:00Z');
const runner = galleryRunner();

async function colorsOf(type: string, params: Record<string, unknown>): Promise<unknown[]> {
  const found = galleryCharts().find((each) => each.viz_type === type);
  if (!found) throw new Error(`no ${type}`);
  const chart: ChartAsset = { ...found, params: { ...found.params, ...params } };
  const { picture } = await runChart({ chart, dataset: galleryDataset, runner, now });
  if (picture.type !== 'chart') throw new Error(picture.type);
  const option = toEChartsOption(picture, 'light') as {
    series: { data: { itemStyle: { color: string } }[] }[];
    visualMap?: { inRange: { color: string[] } };
  };
  if (option.visualMap) return option.visualMap.inRange.color;
  return option.series[0]?.data.map((item) => item.itemStyle.color) ?? [];
}

describe('the colours of a chart', () => {
  it('are those of the scheme that it names, in order', async () => {
    const colors = await colorsOf('pie', { color_scheme: 'supersetColors' });
    expect(colors.slice(0, 2)).toEqual(['#1fa8c9', '#454e7c']);
  });

  it('start over when there are more categories than colours; labels with a colour of their own take no place', () => {
    const picture = { palette: ['#111111', '#222222'], labelColors: { b: '#abcdef' } } as unknown as ChartPicture;
    expect([...picturePalette(['a', 'b', 'c', 'd'], picture, THEMES.light).values()]).toEqual([
      '#111111',
      '#abcdef',
      '#222222',
      '#111111',
    ]);
  });

  it('run along a sequential scheme by name', async () => {
    expect((await colorsOf('heatmap_v2', { linear_color_scheme: 'white_black' }))[0]).toBe('#ffffff');
  });

  it('are the house palette for a chart that names none, or one that nobody knows', async () => {
    expect(await colorsOf('pie', { color_scheme: 'no_such' })).toEqual(await colorsOf('pie', {}));
  });
});
