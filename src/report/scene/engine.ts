import { type EChartsOption, init, setPlatformAPI } from 'echarts';

/**
 * ECharts without a browser. The build bundles this file with ECharts and nothing else, so that the package needs no
 * ECharts of its own; that is why it imports nothing of ours.
 */

/** What ECharts' own SVG renderer makes before it writes text. */
export interface EngineNode {
  tag: string;
  attrs: Record<string, unknown>;
  children?: EngineNode[];
  text?: string;
}

interface SvgPainter {
  renderToVNode(options: {
    animation: boolean;
    willUpdate: boolean;
    compress: boolean;
    useViewBox: boolean;
  }): EngineNode;
}

type MeasureText = (text: string, font: string) => number;

/** The elements of a drawing of an option at a size. */
export function drawOption(
  option: EChartsOption,
  size: { width: number; height: number },
  measure: MeasureText,
): EngineNode[] {
  setPlatformAPI({ measureText: (text, font) => ({ width: measure(text ?? '', font ?? '12px sans-serif') }) });
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ ...option, animation: false });
    const painter = chart.getZr().painter as unknown as SvgPainter;
    return (
      painter.renderToVNode({ animation: false, willUpdate: false, compress: true, useViewBox: true }).children ?? []
    );
  } finally {
    chart.dispose();
  }
}
