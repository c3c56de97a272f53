import { describe, expect, it } from 'vitest';
import { toEChartsOption } from '../../../src/charts/draw/to-echarts.ts';
import type { ChartPicture } from '../../../src/charts/picture.ts';

interface Sector {
  name: string;
  itemStyle: { color: string; opacity?: number };
  label?: { color: string };
  children?: Sector[];
}

const sectorsOf = (palette?: string[]): Sector[] => {
  const picture: ChartPicture = {
    type: 'chart',
    vizType: 'sunburst_v2',
    ...(palette ? { palette } : {}),
    option: {
      series: [
        {
          type: 'sunburst',
          name: 'sales',
          data: [
            {
              name: 'Europe',
              value: 3,
              children: [
                { name: 'Ships', value: 2 },
                { name: 'Asia', value: 1 },
              ],
            },
            { name: 'Asia', value: 2 },
          ],
        },
      ],
    },
    formats: {},
    filterColumns: [],
  };
  const { series } = toEChartsOption(picture, 'light') as { series: { data: Sector[] }[] };
  return series[0]?.data ?? [];
};

describe('sectors of a sunburst', () => {
  it('have the colour of their own name in a colour scheme, whose first colour goes to the measure, as in Superset', () => {
    const [europe, asia] = sectorsOf(['#111111', '#222222', '#eeeeee', '#444444']);
    expect(europe?.itemStyle.color).toBe('#222222');
    expect(europe?.children?.map(({ itemStyle }) => itemStyle.color)).toEqual(['#eeeeee', '#444444']);
    expect(asia?.itemStyle.color).toBe('#444444');
    const [pale] = europe?.children ?? [];
    expect(pale?.label?.color).not.toBe(europe?.label?.color);
  });

  it('have the colour of the sector they are in without one, paler with each ring', () => {
    const [europe] = sectorsOf();
    const [ships] = europe?.children ?? [];
    expect(ships?.itemStyle.color).toBe(europe?.itemStyle.color);
    expect(ships?.itemStyle.opacity).toBeLessThan(europe?.itemStyle.opacity ?? 0);
  });
});
