import { inkOn } from './colors.ts';
import type { Drawing, Option } from './option.ts';
import { itemOf, optionAt, optionsIn } from './option.ts';
import { nameIn, partText, withColors } from './part-labels.ts';
import { clipped, FONT, shown } from './text.ts';
import { itemTooltip } from './tooltips.ts';

/** Text that can be read on its box, for a node and all in it. */
const withInk = (node: Option, ink: string): Option => ({
  ...node,
  label: { color: ink },
  ...(Array.isArray(node.children) ? { children: optionsIn(node.children).map((child) => withInk(child, ink)) } : {}),
});

const readableNodes = (drawing: Drawing, nodes: readonly Option[]): Option[] =>
  withColors(drawing, nodes).map((node) => withInk(node, inkOn(drawing.color(nameIn(node)))));

export function drawTreemap(drawing: Drawing): Option {
  const { theme, option } = drawing;
  return {
    legend: { show: false },
    series: optionsIn(option.series).map((series) => {
      const label = optionAt(series, 'label');
      const upper = optionAt(series, 'upperLabel');
      return {
        ...series,
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        data: readableNodes(drawing, optionsIn(series.data)),
        label: {
          show: label.show !== false,
          color: '#fff',
          fontFamily: FONT,
          fontSize: 11,
          // A long name goes on in the next line, as far as its box is high.
          overflow: 'break',
          lineOverflow: 'truncate',
          lineHeight: 14,
          formatter: partText(label, drawing, 'boxed'),
        },
        upperLabel: {
          show: Boolean(upper.show),
          formatter: partText(label, drawing),
          height: 20,
          color: theme.ink,
          fontFamily: FONT,
          fontSize: 11,
          fontWeight: 600,
        },
        itemStyle: { borderColor: theme.surface, borderWidth: 1, gapWidth: 1 },
        // Boxes keep the colour of their branch: another saturation would also be another lightness, and hide the text.
        levels: [
          { itemStyle: { borderWidth: 0, gapWidth: 3 }, upperLabel: { show: false } },
          { itemStyle: { gapWidth: 1 } },
        ],
      };
    }),
    tooltip: {
      ...itemTooltip(drawing, (item) => ({
        title: '',
        rows: [{ color: item.color, name: item.name, value: shown(item.value, drawing.picture.formats.value) }],
      })),
    },
  };
}

/** What is inside a sector has its colour, paler with each ring. */
const inColor = (node: Option, color: string, ring: number): Option => ({
  ...node,
  itemStyle: { color, opacity: Math.max(0.35, 1 - ring * 0.25) },
  ...(Array.isArray(node.children)
    ? { children: optionsIn(node.children).map((child) => inColor(child, color, ring + 1)) }
    : {}),
});

/** Each sector has the colour of its own name, whatever it is inside of: what Superset's colour schemes do. */
const byName = (drawing: Drawing, node: Option): Option => {
  const color = drawing.color(nameIn(node));
  const children = Array.isArray(node.children) ? optionsIn(node.children).map((child) => byName(drawing, child)) : [];
  return {
    ...node,
    itemStyle: { color },
    label: { color: inkOn(color) },
    ...(children.length > 0 ? { children } : {}),
  };
};

export function drawSunburst(drawing: Drawing): Option {
  const { theme, option } = drawing;
  return {
    legend: { show: false },
    series: optionsIn(option.series).map((series) => ({
      ...series,
      radius: ['12%', '92%'],
      sort: 'desc',
      nodeClick: 'rootToNode',
      data: optionsIn(series.data).map((node) =>
        drawing.picture.palette ? byName(drawing, node) : inColor(node, drawing.color(nameIn(node)), 0),
      ),
      itemStyle: { borderColor: theme.surface, borderWidth: 1, borderRadius: 3 },
      label: {
        show: optionAt(series, 'label').show !== false,
        rotate: 'radial',
        minAngle: 9,
        fontFamily: FONT,
        fontSize: 10,
        color: '#fff',
        formatter: (given: unknown): string => clipped(itemOf(given).name, 16),
      },
      emphasis: { focus: 'ancestor' },
    })),
    tooltip: itemTooltip(drawing, (item) => ({
      title: '',
      rows: [{ color: item.color, name: item.name, value: shown(item.value, drawing.picture.formats.value) }],
    })),
  };
}
