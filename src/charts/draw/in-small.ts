/** More points than this are noise on a card. */
const MOST_POINTS = 40;
const POINTS = 20;

/** A long line by the means of its stretches; gaps stay gaps where a whole stretch is one. */
function fewer(series: Record<string, unknown>): Record<string, unknown> {
  const data = series.data;
  if (series.type !== 'line' || !Array.isArray(data) || data.length <= MOST_POINTS) return series;
  const points = data.filter((each): each is [unknown, unknown] => Array.isArray(each));
  const length = Math.ceil(points.length / POINTS);
  const stretches = Array.from({ length: Math.ceil(points.length / length) }, (_each, at) =>
    points.slice(at * length, (at + 1) * length),
  );
  return {
    ...series,
    data: stretches.map((stretch) => {
      const values = stretch.map(([, value]) => value).filter((value) => typeof value === 'number');
      return [stretch[0]?.[0], values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null];
    }),
  };
}

/** The same drawing without its furniture. */
export function inSmall(option: Record<string, unknown>): Record<string, unknown> {
  const bare = (axis: unknown): unknown =>
    (Array.isArray(axis) ? axis : axis ? [axis] : []).map((each: Record<string, unknown>) => ({
      ...each,
      show: false,
      name: '',
    }));
  const small: Record<string, unknown> = {
    ...option,
    legend: { show: false },
    tooltip: { show: false },
    animation: false,
  };
  if (option.xAxis) {
    small.xAxis = bare(option.xAxis);
    small.yAxis = bare(option.yAxis);
    small.grid = { left: 2, right: 2, top: 6, bottom: 4 };
  }
  if (option.dataZoom) delete small.dataZoom;
  if (Array.isArray(option.series)) {
    small.series = option.series.map((each: Record<string, unknown>) => ({
      ...fewer(each),
      showSymbol: false,
      label: { show: false },
    }));
  }
  if (option.visualMap) small.visualMap = { ...(option.visualMap as object), show: false };
  return small;
}
