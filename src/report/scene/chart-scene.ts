import { forPaper } from './for-paper.ts';
import { inSmall } from '../../charts/draw/in-small.ts';
import type { Option } from '../../charts/draw/option.ts';
import type { ThemeName } from '../../charts/draw/palette.ts';
import { toEChartsOption } from '../../charts/draw/to-echarts.ts';
import type { ChartPicture } from '../../charts/picture.ts';
import type { Fonts } from '../fonts.ts';
import { drawOption, type EngineNode } from './engine.ts';
import type { SceneNode } from './node.ts';
import { FONT_STACK } from './words.ts';

interface ChartScene {
  fonts: Fonts;
  theme: ThemeName;
  width: number;
  height: number;
  /** Begins the ids of clip paths and gradients, so that drawings in one document keep theirs apart. */
  idPrefix: string;
  /** Without axes and legend, for a card. */
  small?: boolean;
}

const KEPT = new Set([
  'clip-path',
  'clip-rule',
  'cx',
  'cy',
  'd',
  'dominant-baseline',
  'fill',
  'fill-opacity',
  'fill-rule',
  'gradientUnits',
  'height',
  'id',
  'offset',
  'opacity',
  'paint-order',
  'points',
  'r',
  'stop-color',
  'stop-opacity',
  'stroke',
  'stroke-dasharray',
  'stroke-dashoffset',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-opacity',
  'stroke-width',
  'text-anchor',
  'transform',
  'width',
  'x',
  'x1',
  'x2',
  'y',
  'y1',
  'y2',
]);

const TAGS = new Set([
  'circle',
  'clipPath',
  'defs',
  'g',
  'linearGradient',
  'path',
  'polygon',
  'polyline',
  'radialGradient',
  'rect',
  'stop',
  'text',
]);

const SHAPES = new Set(['circle', 'path', 'polygon', 'polyline', 'rect']);

/** ECharts writes fonts as CSS: size and weight are all that is kept of it. */
function fontAttrs(style: string): SceneNode['attrs'] {
  const size = /([\d.]+)px/.exec(style)?.[1];
  const bold = /(?:^|[\s:;])(?:bold|[6-9]00)\b/.test(style);
  return { 'font-family': FONT_STACK, 'font-size': Number(size ?? 12), ...(bold ? { 'font-weight': 600 } : {}) };
}

/** `rgb(1,2,3)` as PDF and style sheets both read it. */
const hexColor = (color: string): string => {
  const match = /^rgb\((\d+),\s*(\d+),\s*(\d+)\)$/.exec(color);
  return match
    ? `#${match
        .slice(1)
        .map((each) => Number(each).toString(16).padStart(2, '0'))
        .join('')}`
    : color;
};

/** Only elements and attributes that draw: no script, image, style sheet or link can come out of a chart. */
function ownNode({ tag, attrs, children, text }: EngineNode, idPrefix: string, clips = false): SceneNode[] {
  if (!TAGS.has(tag)) return [];
  const own: SceneNode['attrs'] = {};
  for (const [name, value] of Object.entries(attrs)) {
    if (!KEPT.has(name) || (typeof value !== 'string' && typeof value !== 'number')) continue;
    own[name] =
      typeof value === 'string' ? value.replace(/\bzr\d+-/g, `${idPrefix}-`) : Math.round(value * 1000) / 1000;
  }
  for (const name of ['fill', 'stroke', 'stop-color'])
    if (own[name] !== undefined) own[name] = hexColor(String(own[name]));
  if (own['fill-opacity'] === 0) own.fill = 'none';
  if (own['stroke-width'] === 0) own.stroke = 'none';
  const unseen = own.fill === 'none' && (own.stroke ?? 'none') === 'none';
  if (unseen && SHAPES.has(tag) && !clips) return [];
  if (tag === 'text') Object.assign(own, fontAttrs(typeof attrs.style === 'string' ? attrs.style : ''));
  if (tag === 'path' && (own.d === undefined || own.d === '')) return [];
  return [
    {
      tag,
      attrs: own,
      ...(text === undefined || text === '' ? {} : { text }),
      ...(children ? { children: children.flatMap((child) => ownNode(child, idPrefix, tag === 'clipPath')) } : {}),
    },
  ];
}

/** A chart's drawing: the same option as in the browser, in a size of its own. */
export function chartScene(picture: ChartPicture, wanted: ChartScene): SceneNode[] {
  const { fonts, theme, width, height, idPrefix, small } = wanted;
  const measure = (text: string, font: string): number => {
    const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 12);
    return fonts.width(text, size, /\b(?:bold|[6-9]00)\b/.test(font) ? 'bold' : 'regular');
  };
  const whole = toEChartsOption(picture, theme, { width, height, still: true });
  const option = small ? (inSmall(whole as Option) as typeof whole) : forPaper(whole);
  return drawOption(option, { width: Math.round(width), height: Math.round(height) }, measure).flatMap((each) =>
    ownNode(each, idPrefix),
  );
}
