/** How many numbers each command of a path takes; the last two are the point it ends at. */
const TAKES: Readonly<Record<string, number>> = { M: 2, L: 2, l: 2, C: 6, Q: 4, A: 7, Z: 0 };

/** The box of a path of the commands that ECharts writes, through its points; null where it has another. */
export function boxOf(path: string): { left: number; top: number; width: number; height: number } | null {
  const xs: number[] = [];
  const ys: number[] = [];
  let x = 0;
  let y = 0;
  for (const [, command = '', words = ''] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const takes = TAKES[command];
    if (takes === undefined) return null;
    const values = [...words.matchAll(/-?[\d.]+/g)].map(Number);
    for (let at = 0; takes > 0 && at + takes <= values.length; at += takes) {
      const points = command === 'A' ? values.slice(at + 5, at + 7) : values.slice(at, at + takes);
      for (let pair = 0; pair + 1 < points.length; pair += 2) {
        const [dx = 0, dy = 0] = [points[pair], points[pair + 1]];
        [x, y] = command === 'l' ? [x + dx, y + dy] : [dx, dy];
        xs.push(x);
        ys.push(y);
      }
    }
  }
  if (xs.length < 2) return null;
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
