import { format as d3Format } from 'd3-format';
import { durationText } from './duration.ts';
import { formatTime } from './time.ts';

type Formatter = (value: number) => string;

const si = d3Format('.3~s');
const twoDigits = d3Format(',.2~f');
const fourDigits = d3Format('.4~f');

/** As people write numbers: 12.3k, 4.5M, 2B, 7.25, 0.0123. Superset's SMART_NUMBER. */
function smartNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  // d3 says G for a thousand millions; people say B.
  if (size >= 1000) return si(value).replace('G', 'B');
  if (size >= 1) return twoDigits(value);
  if (size >= 0.001) return fourDigits(value);
  return size > 0.000001 ? `${si(value * 1_000_000)}µ` : si(value);
}

const signed =
  (format: Formatter): Formatter =>
  (value) =>
    value > 0 ? `+${format(value)}` : format(value);

const bytes =
  (step: number, units: readonly string[]): Formatter =>
  (value) => {
    if (value === 0) return '0B';
    const power = Math.min(units.length - 1, Math.floor(Math.log(Math.abs(value)) / Math.log(step)));
    return `${twoDigits(value / step ** Math.max(0, power))}${units[Math.max(0, power)] ?? 'B'}`;
  };

const NAMED: Readonly<Record<string, Formatter>> = {
  SMART_NUMBER: smartNumber,
  SMART_NUMBER_SIGNED: signed(smartNumber),
  OVER_MAX_HIDDEN: smartNumber,
  DURATION: (value) => durationText(value),
  DURATION_SUB: (value) => durationText(value, { milliseconds: true }),
  DURATION_COL: (value) => durationText(value, { clock: true }),
  MEMORY_DECIMAL: bytes(1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']),
  MEMORY_BINARY: bytes(1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']),
};

/** d3 writes a true minus sign; a hyphen can be copied into a spreadsheet. */
const plainMinus = (text: string): string => text.replaceAll('−', '-');

function formatter(format: string): Formatter {
  if (format.startsWith('time:')) return (value) => formatTime(value, format.slice('time:'.length));
  const named = Object.hasOwn(NAMED, format) ? NAMED[format] : undefined;
  if (named !== undefined) return named;
  // A width of a hundred million characters is a format to d3, and would be written for every label.
  if (/\d{4}/.test(format)) return smartNumber;
  try {
    return d3Format(format);
  } catch {
    return smartNumber;
  }
}

/**
 * A number by a d3 format (`,.1f`, `.1%`, `~s`) or a name of Superset's (SMART_NUMBER, DURATION in milliseconds,
 * MEMORY_BINARY), or an instant by `time:` and a time format. A format that is not understood counts as SMART_NUMBER. https://d3js.org/d3-format
 */
export function formatNumber(value: number, format = 'SMART_NUMBER'): string {
  if (!Number.isFinite(value)) return '–';
  return plainMinus(formatter(format)(value));
}

/** The same with the formatter made once, for axes and long lists. */
export function numberFormatter(format = 'SMART_NUMBER'): Formatter {
  const apply = formatter(format);
  return (value) => (Number.isFinite(value) ? plainMinus(apply(value)) : '–');
}
