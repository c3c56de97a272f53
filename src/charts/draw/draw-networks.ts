import type { Drawing, Item, Option } from './option.ts';
import { itemOf, optionAt, optionsIn } from './option.ts';
import { clipped, fitted, FONT, shown, textWidth, type TooltipRow } from './text.ts';
import { itemTooltip } from './tooltips.ts';

/** A name without the mark that tells the two ends of a circle apart. */
const plain = (name: unknown): string => String((name ?? '') as string).replaceAll('\u200b', '');

function describeLink(item: Item, format: string | undefined): { title: string; rows: TooltipRow[] } {
  const { source, target, value } = (item.data ?? {}) as { source?: unknown; target?: unknown; value?: unknown };
  if (item.dataType === 'edge')
    return { title: '', rows: [{ name: `${plain(source)} → ${plain(target)}`, value: shown(value, format) }] };
  return { title: '', rows: [{ color: item.color, name: plain(item.name), value: shown(item.value, format) }] };
}

const nodeLabel = (drawing: Drawing): Option => ({
  show: true,
  color: drawing.theme.ink,
  fontFamily: FONT,
  fontSize: 11,
  formatter: (given: unknown): string => clipped(plain(itemOf(given).name), 26),
});

const SANKEY = { width: 10, edge: 8, between: 96 };

/** Nodes that only give and nodes that only take; undefined where one does both. */
function sidesOf(series: Option): { giving: Set<string>; taking: Set<string> } | undefined {
  const links = optionsIn(series.links ?? series.edges);
  const giving = new Set(links.map((link) => String(link.source as string)));
  const taking = new Set(links.map((link) => String(link.target as string)));
  return links.length > 0 && ![...giving].some((name) => taking.has(name)) ? { giving, taking } : undefined;
}

/** Pixels for the names beside the flows: as many as they need, but some are left for the flows. */
function labelRooms(drawing: Drawing, series: Option): { left: number; right: number } {
  const sides = sidesOf(series);
  const names = optionsIn(series.data).map((node) => plain(node.name));
  const need = (wanted: (name: string) => boolean): number =>
    Math.max(24, ...names.filter(wanted).map((name) => textWidth(clipped(name, 40)))) + 10;
  const left = sides === undefined ? 0 : need((name) => sides.giving.has(name));
  const right = need((name) => sides === undefined || sides.taking.has(name));
  const free = (drawing.room?.width ?? 480) - 2 * SANKEY.edge - 2 * SANKEY.width - SANKEY.between;
  const share = Math.min(1, Math.max(0, free) / (left + right));
  // Who needs less than half leaves it to the other.
  const half = free / 2;
  if (share === 1) return { left, right };
  if (left < half) return { left, right: free - left };
  return right < half ? { left: free - right, right } : { left: half, right: half };
}

export function drawSankey(drawing: Drawing): Option {
  const { theme, option, picture } = drawing;
  return {
    legend: { show: false },
    series: optionsIn(option.series).map((series) => {
      const sides = sidesOf(series);
      const rooms = labelRooms(drawing, series);
      const labelFor = (name: string): Option => {
        const gives = sides?.giving.has(name) ?? false;
        const space = (gives ? rooms.left : rooms.right) - 10;
        return { position: gives ? 'left' : 'right', formatter: () => fitted(name, space) };
      };
      return {
        ...series,
        left: SANKEY.edge + rooms.left,
        right: SANKEY.edge + rooms.right,
        top: 12,
        bottom: 12,
        nodeWidth: SANKEY.width,
        nodeGap: 10,
        draggable: false,
        data: optionsIn(series.data).map((node) => {
          const name = plain(node.name);
          // What only takes is told by the colours that arrive; a colour of its own would mean nothing.
          const ends = sides?.taking.has(name) && picture.palette === undefined;
          const color = ends ? theme.neutral : drawing.color(name);
          return { ...node, itemStyle: { color, borderWidth: 0 }, label: labelFor(name) };
        }),
        label: { ...nodeLabel(drawing), textBorderColor: theme.surface, textBorderWidth: 2 },
        lineStyle: { color: 'source', opacity: 0.28, curveness: 0.5 },
        emphasis: { focus: 'adjacency', lineStyle: { opacity: 0.5 } },
        itemStyle: { borderColor: theme.surface },
      };
    }),
    tooltip: itemTooltip(drawing, (item) => describeLink(item, picture.formats.value)),
  };
}

export function drawGraph(drawing: Drawing): Option {
  const { theme, option, picture } = drawing;
  const legend = optionAt(option, 'legend').show === true;
  return {
    legend: { show: legend },
    series: optionsIn(option.series).map((series) => {
      const categories = optionsIn(series.categories);
      const several = categories.length > 1;
      // Colours are for categories: nodes without one look alike.
      const color = (picture.palette ?? theme.categories)[0];
      return {
        ...series,
        bottom: legend ? drawing.legendRoom + 6 : 12,
        categories: categories.map((each) => ({ ...each, itemStyle: { color: drawing.color(plain(each.name)) } })),
        data: optionsIn(series.data).map((node) => (several ? node : { ...node, itemStyle: { color } })),
        label: { ...nodeLabel(drawing), position: 'right' },
        labelLayout: { hideOverlap: true },
        lineStyle: { color: theme.neutral, opacity: 0.45, curveness: series.layout === 'circular' ? 0.25 : 0.08 },
        edgeSymbolSize: 7,
        emphasis: { focus: 'adjacency', label: { show: true } },
      };
    }),
    tooltip: itemTooltip(drawing, (item) => describeLink(item, picture.formats.value)),
  };
}

export function drawTree(drawing: Drawing): Option {
  const { theme, option, picture } = drawing;
  return {
    legend: { show: false },
    series: optionsIn(option.series).map((series) => ({
      ...series,
      top: 16,
      bottom: 16,
      left: series.layout === 'radial' ? 16 : 90,
      right: series.layout === 'radial' ? 16 : 120,
      itemStyle: { color: theme.categories[0], borderColor: theme.categories[0] },
      lineStyle: { color: theme.neutral, width: 1, opacity: 0.6 },
      label: { ...nodeLabel(drawing), position: 'top', fontSize: 10 },
      leaves: {
        label: {
          position: series.layout === 'radial' ? 'top' : 'right',
          align: series.layout === 'radial' ? undefined : 'left',
        },
      },
      emphasis: { focus: 'ancestor' },
      expandAndCollapse: false,
    })),
    tooltip: itemTooltip(drawing, (item) => ({
      title: '',
      rows: [{ color: item.color, name: item.name, value: shown(item.value, picture.formats.value) }],
    })),
  };
}

export function drawRadar(drawing: Drawing): Option {
  const { theme, option, picture } = drawing;
  const radar = optionAt(option, 'radar');
  const indicators = optionsIn(radar.indicator);
  const legend = optionAt(option, 'legend').show !== false;
  return {
    legend: { show: legend },
    radar: {
      ...radar,
      center: ['50%', legend ? '46%' : '50%'],
      radius: '66%',
      splitNumber: 4,
      axisName: { color: theme.muted, fontFamily: FONT, fontSize: 11 },
      splitLine: { lineStyle: { color: theme.faint } },
      splitArea: { show: false },
      axisLine: { lineStyle: { color: theme.faint } },
    },
    series: optionsIn(option.series).map((series) => ({
      ...series,
      symbolSize: 4,
      data: optionsIn(series.data).map((each) => {
        const color = drawing.color(plain(each.name));
        return { ...each, itemStyle: { color }, lineStyle: { color, width: 1.5 }, areaStyle: { color, opacity: 0.08 } };
      }),
      label: {
        show: Boolean(optionAt(series, 'label').show),
        color: theme.muted,
        fontFamily: FONT,
        fontSize: 10,
        formatter: (given: unknown): string => shown(itemOf(given).value, picture.formats.value),
      },
      emphasis: { areaStyle: { opacity: 0.25 } },
    })),
    tooltip: itemTooltip(drawing, (item) => {
      const values = Array.isArray(item.value) ? (item.value as unknown[]) : [];
      return {
        title: item.name,
        rows: indicators.map((each, at) => ({
          name: plain(each.name),
          value: shown(values[at], picture.formats.value),
        })),
      };
    }),
  };
}
