import { init } from 'echarts';
import { describe, expect, it } from 'vitest';
import { categoryColors } from '../../../src/charts/draw/colors.ts';
import { THEMES } from '../../../src/charts/draw/palette.ts';
import { toEChartsOption } from '../../../src/charts/draw/to-echarts.ts';
import type { ChartPicture } from '../../../src/charts/picture.ts';
import { runChart } from '../../../src/charts/run-chart.ts';
import { galleryChart, galleryCharts, galleryDataset, galleryRunner } from '../gallery.ts';

const now = new Date('2026-11-21T12:00:00Z');
const runner = galleryRunner();

async function pictures(): Promise<ChartPicture[]> {
  const all = [];
  for (const chart of galleryCharts())
    all.push((await runChart({ chart, dataset: galleryDataset, runner, now })).picture);
  return all.filter((picture) => picture.type === 'chart');
}

function svgOf(picture: ChartPicture, theme: 'light' | 'dark'): string {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: 480, height: 280 });
  drawing.setOption({ ...toEChartsOption(picture, theme), animation: false });
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return svg;
}

describe('a drawing', () => {
  it('of every type is made in both themes, and holds no markup of the data', async () => {
    const drawn = await pictures();
    expect(drawn.length).toBeGreaterThan(20);
    for (const picture of drawn) {
      for (const theme of ['light', 'dark'] as const) {
        const svg = svgOf(picture, theme);
        expect(svg, picture.vizType).toMatch(/^<svg/);
        expect((svg.match(/<(path|text|rect|circle|ellipse)/g) ?? []).length, picture.vizType).toBeGreaterThan(3);
        expect(svg).not.toContain('<img');
        expect(svg).not.toMatch(/NaN/);
      }
    }
  });

  it('gives severities their colours, bar by bar', () => {
    const bars = (names: string[]): unknown => {
      const picture: ChartPicture = {
        type: 'chart',
        vizType: 'echarts_timeseries_bar',
        option: {
          xAxis: { type: 'category', data: names },
          yAxis: { type: 'value' },
          series: [{ type: 'bar', name: 'Issues', data: names.map((name, at) => [name, at + 1]) }],
        },
        formats: {},
      };
      const { series } = toEChartsOption(picture, 'light') as { series: { data: { itemStyle?: unknown }[] }[] };
      return series[0]?.data.map((each) => each.itemStyle);
    };
    const { bad, categories } = THEMES.light;
    expect(bars(['critical', 'high', 'low'])).toEqual([bad, categories[1], categories[4]].map((color) => ({ color })));
    expect(bars(['critical', 'somebody'])).toEqual([undefined, undefined]);
  });

  it('writes names from the data into tooltips as text', async () => {
    const hostile = '<script>alert(1)</script>';
    for (const picture of await pictures()) {
      const { tooltip } = toEChartsOption(picture, 'light') as {
        tooltip: { trigger: string; formatter: (given: unknown) => string };
      };
      const item = {
        seriesName: hostile,
        name: hostile,
        value: [1, 2, 3],
        data: { source: hostile, target: hostile },
        color: 'red"><script>',
      };
      const html = tooltip.formatter(tooltip.trigger === 'axis' ? [item] : item);
      expect(html, picture.vizType).not.toContain('<script');
    }
  });

  it('shows a series whatever its name is', () => {
    const series = ['base', 'tip'].map((name) => ({ type: 'line', name, data: [[0, 1]] }));
    const picture: ChartPicture = {
      type: 'chart',
      vizType: 'echarts_timeseries_line',
      option: { xAxis: { type: 'value' }, yAxis: { type: 'value' }, series },
      formats: {},
    };
    const { legend, tooltip, ...rest } = toEChartsOption(picture, 'light') as {
      legend: { show: boolean };
      tooltip: { formatter: (given: unknown) => string };
      series: { itemStyle: { color: string } }[];
    };
    expect(legend.show).toBe(true);
    expect(tooltip.formatter([{ seriesName: 'base', seriesIndex: 0, value: [0, 1] }])).toContain('base');
    expect(new Set(rest.series.map(({ itemStyle }) => itemStyle.color)).size).toBe(2);
  });

  it('of a waterfall hides what its bars stand on, and only that', async () => {
    const chart = galleryChart('waterfall', { increase_label: 'base', show_legend: true });
    const { picture } = await runChart({ chart, dataset: galleryDataset, runner, now });
    const { legend, series } = toEChartsOption(picture as ChartPicture, 'light') as {
      legend: { data: string[] };
      series: { name?: string; itemStyle: { color: string } }[];
    };
    expect(legend.data).toEqual(['base', 'Decrease', 'Total']);
    expect(series.map(({ itemStyle }) => itemStyle.color === 'transparent')).toEqual([true, false, false, false]);
    expect(series.every((each) => !('ground' in each))).toBe(true);
  });

  it('is the same every time', async () => {
    const [picture] = await pictures();
    expect(JSON.stringify(toEChartsOption(picture as ChartPicture, 'dark'))).toBe(
      JSON.stringify(toEChartsOption(picture as ChartPicture, 'dark')),
    );
  });
});

describe('colours', () => {
  const theme = THEMES.light;

  it('do not depend on the order or the number of rows', () => {
    const names = ['alpha', 'beta', 'gamma'];
    expect(categoryColors(names, theme)).toEqual(categoryColors([...names].reverse(), theme));
    expect(new Set(categoryColors(names, theme).values()).size).toBe(3);
  });

  it('say good and bad in every chart alike', () => {
    const colors = categoryColors(['Failed', 'success', 'x'], theme);
    expect([colors.get('Failed'), colors.get('success')]).toEqual([theme.bad, theme.good]);
  });

  it('repeat only when a chart has more categories than there are colours', () => {
    const names = Array.from({ length: theme.categories.length }, (_each, at) => `category ${at}`);
    expect(new Set(categoryColors(names, theme).values()).size).toBe(names.length);
    expect(categoryColors([...names, 'one more', 'two more'], theme).size).toBe(names.length + 2);
  });

  it('can be told apart with the common colour blindnesses, on their surface', () => {
    for (const { categories, surface } of Object.values(THEMES)) {
      expect(Math.min(...categories.map((color) => contrast(color, surface)))).toBeGreaterThan(2.4);
      for (const matrix of BLINDNESS) expect(closestPair(categories, matrix)).toBeGreaterThan(11);
    }
  });
});

// Machado, Oliveira and Fernandes 2009, severity 1: deuteranopia, protanopia, tritanopia.
const BLINDNESS = [
  [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
];

const linear = (color: string): number[] =>
  [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));

const luminance = (color: string): number => {
  const [r = 0, g = 0, b = 0] = linear(color);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

/** CIE 1976 L*a*b* of linear sRGB. */
function lab([r = 0, g = 0, b = 0]: number[]): number[] {
  const curve = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function closestPair(colors: readonly string[], matrix: number[]): number {
  const seen = colors.map((color) => {
    const c = linear(color);
    return lab(
      [0, 3, 6].map((row) =>
        Math.min(
          1,
          Math.max(
            0,
            (matrix[row] ?? 0) * (c[0] ?? 0) +
              (matrix[row + 1] ?? 0) * (c[1] ?? 0) +
              (matrix[row + 2] ?? 0) * (c[2] ?? 0),
          ),
        ),
      ),
    );
  });
  return Math.min(
    ...seen.flatMap((a, at) =>
      seen.slice(at + 1).map((b) => Math.hypot(...a.map((each, part) => each - (b[part] ?? 0)))),
    ),
  );
}
