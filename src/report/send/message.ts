import type { Report } from '../report.ts';
import { plainLine } from '../scene/node.ts';

/** A rendered report on its way. */
export interface Parcel {
  /** Name in reports.yaml. */
  name: string;
  /** When it was due, or when it was asked for by hand. */
  due: Date;
  report: Report;
  file: { name: string; contentType: string; bytes: Uint8Array };
}

const day = (time: Date): string => time.toISOString().slice(0, 10);

/** Fills {name}, {date}, {format}, {title} and {time_range} in. */
export const filled = (template: string, { name, due, report, file }: Parcel): string => {
  const words: Readonly<Record<string, string>> = {
    name,
    date: day(due),
    format: file.name.split('.').at(-1) ?? '',
    title: plainLine(report.title),
    time_range: report.time,
  };
  return template.replace(/\{(\w+)\}/g, (whole, key: string) =>
    Object.hasOwn(words, key) ? (words[key] ?? '') : whole,
  );
};
