import { plainLine } from '../scene/node.ts';

/**
 * d3 number format -> Excel number format; undefined leaves the number as it is. Formats that Excel has no word for
 * (SI prefixes, durations) keep the full number, which is what a spreadsheet is for.
 */
export function excelNumber(format: string | undefined): string | undefined {
  if (format === undefined) return undefined;
  const match = /^\+?(\$)?\+?(,)?(?:\.(\d+))?~?([%fdrgs]?)$/.exec(format);
  if (match === null) return undefined;
  const [, dollar, comma, digits, type] = match;
  if (type === 's' || type === 'r' || type === 'g') return comma ? '#,##0.###' : undefined;
  const places = type === 'd' ? 0 : Number(digits ?? (type === '%' ? 0 : 2));
  const decimals = places > 0 ? `.${'0'.repeat(Math.min(places, 10))}` : '';
  const whole = comma || dollar ? '#,##0' : '0';
  return `${dollar ? '"$"' : ''}${whole}${decimals}${type === '%' ? '%' : ''}`;
}

/** Names of sheets: at most 31 characters, none of []:*?/\, not the same twice, not empty, no apostrophe at an end. */
export function sheetNames(titles: readonly string[]): string[] {
  const taken = new Set<string>(['history']);
  return titles.map((title, at) => {
    const clean = plainLine(title.replace(/[[\]:*?/\\]/g, ' ')).replace(/^[\s']+|[\s']+$/g, '') || `Chart ${at + 1}`;
    for (let nth = 1; ; nth += 1) {
      const end = nth === 1 ? '' : ` (${nth})`;
      const name = `${clean
        .slice(0, 31 - end.length)
        .replace(/[\ud800-\udbff]$/, '')
        .replace(/[\s']+$/, '')}${end}`;
      if (taken.has(name.toLowerCase())) continue;
      taken.add(name.toLowerCase());
      return name;
    }
  });
}
