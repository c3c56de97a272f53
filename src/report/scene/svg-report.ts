import type { ThemeName } from '../../charts/draw/palette.ts';
import type { Fonts } from '../fonts.ts';
import type { Report } from '../report.ts';
import { coverFacts, madeText } from '../words.ts';
import { bandsOf, stacked } from './bands.ts';
import { cardHeight, cardScene } from './card-scene.ts';
import { PAGE_COLORS } from './colors.ts';
import { type SceneNode, svgDocument } from './node.ts';
import { clipped, textNode, wrapped } from './words.ts';

const WIDTH = 1200;
const SIDE = 28;
const CHART = { width: 760, height: 420 };
/** A picture of a table ends somewhere; the data formats hold the rest. */
const TALLEST = 900;

/** The report as one drawing: a dashboard with its head, or the card of one chart. */
export function svgReport(report: Report, fonts: Fonts, theme: ThemeName): string {
  const colors = PAGE_COLORS[theme];
  const [only, ...others] = report.charts.values();
  if (only && others.length === 0) {
    const width = only.picture?.type === 'big-number' ? 420 : CHART.width;
    const height = cardHeight(only, width, CHART.height, TALLEST, fonts);
    const scene = cardScene(only, { x: 0, y: 0, width, height }, { fonts, theme }, 'c');
    return svgDocument(scene, { width, height }, { title: only.title, description: only.description });
  }
  const head: SceneNode[] = [];
  let y = SIDE + 12;
  const inner = WIDTH - 2 * SIDE;
  for (const line of wrapped(fonts, report.title, inner, { size: 24, weight: 'bold' }, 2)) {
    head.push(textNode(line, { x: SIDE, y, size: 24, fill: colors.ink, weight: 'bold' }));
    y += 30;
  }
  const facts = [...coverFacts(report).map(({ name, value }) => `${name} ${value}`), madeText(report)].join('   ·   ');
  for (const line of [
    ...wrapped(fonts, report.description, inner, { size: 13 }, 2),
    clipped(fonts, facts, inner, { size: 12 }),
  ]) {
    head.push(textNode(line, { x: SIDE, y, size: 12.5, fill: colors.muted }));
    y += 20;
  }
  const bands = bandsOf(report.layout, SIDE, inner, { report, fonts, theme, tallest: TALLEST });
  const { scene, height } = stacked(bands, y + 6);
  return svgDocument(
    [...head, ...scene],
    { width: WIDTH, height: Math.ceil(height + SIDE) },
    { title: report.title, description: report.description, background: colors.page },
  );
}
