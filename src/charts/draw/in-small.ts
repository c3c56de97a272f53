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
      ...each,
      showSymbol: false,
      label: { show: false },
    }));
  }
  if (option.visualMap) small.visualMap = { ...(option.visualMap as object), show: false };
  return small;
}
