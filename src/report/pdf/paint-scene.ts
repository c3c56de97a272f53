import type { Fonts } from '../fonts.ts';
import type { SceneNode } from '../scene/node.ts';
import type { Pdf } from './document.ts';
import { drawText } from './draw-text.ts';
import { boxOf } from './path-box.ts';

interface Brush {
  pdf: Pdf;
  fonts: Fonts;
  /** Clip paths and gradients of the scene, by id. */
  defs: Map<string, SceneNode>;
}

const number = (value: unknown, otherwise = 0): number => {
  const read = Number(value);
  return value === undefined || Number.isNaN(read) ? otherwise : read;
};

function collect(nodes: readonly SceneNode[], defs: Map<string, SceneNode>): void {
  for (const each of nodes) {
    if (each.attrs.id !== undefined) defs.set(String(each.attrs.id), each);
    collect(each.children ?? [], defs);
  }
}

/** The elements that scenes are made of, painted with PDF's own operators: sharp at any size, text as text. */
export function paintScene(pdf: Pdf, fonts: Fonts, scene: readonly SceneNode[]): void {
  const defs = new Map<string, SceneNode>();
  collect(scene, defs);
  for (const each of scene) paint(each, { pdf, fonts, defs });
}

function paint(element: SceneNode, brush: Brush): void {
  const { pdf } = brush;
  const { tag, attrs } = element;
  if (tag === 'defs' || tag === 'clipPath' || tag === 'linearGradient' || tag === 'radialGradient') return;
  pdf.save();
  transform(pdf, String(attrs.transform ?? ''));
  const clip = reference(attrs['clip-path'], brush);
  if (clip) {
    for (const shape of clip.children ?? []) {
      transform(pdf, String(shape.attrs.transform ?? ''));
      outline(pdf, shape);
    }
    pdf.clip();
  }
  if (tag === 'g' || tag === 'svg') for (const child of element.children ?? []) paint(child, brush);
  else if (tag === 'text') paintText(element, brush);
  else paintShape(element, brush);
  pdf.restore();
}

function reference(value: unknown, { defs }: Brush): SceneNode | undefined {
  const id = /^url\(#(.+)\)$/.exec(String((value ?? '') as string))?.[1];
  return id === undefined ? undefined : defs.get(id);
}

function transform(pdf: Pdf, text: string): void {
  for (const [, name = '', given = ''] of text.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const values = given
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = values;
    if (name === 'translate') pdf.translate(a, b);
    else if (name === 'scale') pdf.scale(a, values.length > 1 ? b : a);
    else if (name === 'rotate') pdf.rotate(a, { origin: [b, c] });
    else if (name === 'matrix') pdf.transform(a, b, c, d, e, f);
  }
}

/** Lays the outline of a shape; false when there is none. */
function outline(pdf: Pdf, { tag, attrs }: SceneNode): boolean {
  const at = (name: string): number => number(attrs[name]);
  switch (tag) {
    case 'path':
      pdf.path(String(attrs.d ?? ''));
      return true;
    case 'rect': {
      const radius = Math.min(at('rx'), at('width') / 2, at('height') / 2);
      if (radius > 0) pdf.roundedRect(at('x'), at('y'), at('width'), at('height'), radius);
      else pdf.rect(at('x'), at('y'), at('width'), at('height'));
      return true;
    }
    case 'circle':
      pdf.circle(at('cx'), at('cy'), at('r'));
      return true;
    case 'polygon':
    case 'polyline': {
      const values = String(attrs.points ?? '')
        .trim()
        .split(/[\s,]+/)
        .map(Number);
      if (values.length < 4) return false;
      pdf.moveTo(values[0] ?? 0, values[1] ?? 0);
      for (let index = 2; index + 1 < values.length; index += 2) pdf.lineTo(values[index] ?? 0, values[index + 1] ?? 0);
      if (tag === 'polygon') pdf.closePath();
      return true;
    }
    default:
      return false;
  }
}

function paintShape(element: SceneNode, brush: Brush): void {
  const { pdf } = brush;
  const { attrs } = element;
  const opacity = number(attrs.opacity, 1);
  const fill = paintOf(attrs.fill ?? '#000000', element, brush);
  const stroke = attrs.stroke === undefined ? null : paintOf(attrs.stroke, element, brush);
  if (fill === null && stroke === null) return;
  if (fill !== null) pdf.fillColor(fill, number(attrs['fill-opacity'], 1) * opacity);
  if (stroke !== null) {
    pdf.strokeColor(stroke, number(attrs['stroke-opacity'], 1) * opacity).lineWidth(number(attrs['stroke-width'], 1));
    pdf.lineCap((attrs['stroke-linecap'] as 'butt' | 'round' | 'square' | undefined) ?? 'butt');
    pdf.lineJoin((attrs['stroke-linejoin'] as 'miter' | 'round' | 'bevel' | undefined) ?? 'miter');
    const dash = String(attrs['stroke-dasharray'] ?? 'none')
      .split(/[\s,]+/)
      .map(Number)
      .filter((length) => length > 0);
    if (dash.length > 0) pdf.dash(dash[0] ?? 1, { space: dash[1] ?? dash[0] ?? 1 });
    else pdf.undash();
  }
  if (!outline(pdf, element)) return;
  const rule = attrs['fill-rule'] === 'evenodd' ? 'even-odd' : 'non-zero';
  if (fill !== null && stroke !== null) pdf.fillAndStroke(undefined, undefined, rule);
  else if (fill !== null) pdf.fill(undefined, rule);
  else pdf.stroke();
}

type Paint = string | PDFKit.Mixins.ColorValue;

/** A colour, a gradient, or nothing to paint with. */
function paintOf(value: string | number | undefined, element: SceneNode, brush: Brush): Paint | null {
  const text = String(value ?? 'none');
  if (text === 'none' || text === 'transparent') return null;
  const gradient = reference(text, brush);
  if (!gradient) return text.startsWith('url(') ? null : text;
  // Scenes give gradients over the page or over the shape; without the shape's box the first colour is close enough.
  const stops = gradient.children ?? [];
  const first = String(stops[0]?.attrs['stop-color'] ?? '#000000');
  if (gradient.tag !== 'linearGradient' || gradient.attrs.gradientUnits !== 'userSpaceOnUse')
    return boxed(gradient, element, brush) ?? first;
  return linear(gradient, brush, (x, y) => [x, y]);
}

function linear(gradient: SceneNode, { pdf }: Brush, place: (x: number, y: number) => [number, number]): Paint {
  const { x1, y1, x2, y2 } = gradient.attrs;
  const made = pdf.linearGradient(...place(number(x1), number(y1)), ...place(number(x2), number(y2)));
  for (const stop of gradient.children ?? []) {
    const offset =
      Number.parseFloat(String(stop.attrs.offset ?? '0')) / (String(stop.attrs.offset).endsWith('%') ? 100 : 1);
    made.stop(offset, String(stop.attrs['stop-color'] ?? '#000000'), number(stop.attrs['stop-opacity'], 1));
  }
  return made as unknown as Paint;
}

/** A gradient over the box of a shape, where the box can be told. */
function boxed(gradient: SceneNode, { attrs }: SceneNode, brush: Brush): Paint | null {
  const box = gradient.tag === 'linearGradient' ? boxOf(String(attrs.d ?? '')) : null;
  return box && linear(gradient, brush, (x, y) => [box.left + x * box.width, box.top + y * box.height]);
}

function paintText(element: SceneNode, { pdf, fonts }: Brush): void {
  const { attrs, text = '' } = element;
  const size = number(attrs['font-size'], 12);
  const color = String(attrs.fill ?? '#000000');
  if (text === '' || color === 'none' || size <= 0) return;
  // A halo around a label has no use on paper: text is drawn filled.
  drawText(pdf, fonts, text, number(attrs.x), number(attrs.y), {
    size,
    color,
    opacity: number(attrs.opacity, 1) * number(attrs['fill-opacity'], 1),
    weight: attrs['font-weight'] === undefined ? 'regular' : 'bold',
    anchor: (attrs['text-anchor'] as 'start' | 'middle' | 'end' | undefined) ?? 'start',
  });
}
