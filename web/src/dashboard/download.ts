import { getFile } from '../data/api.ts';
import { say } from '../ui/toast.tsx';

/** Files of a dashboard, as a person reads them in a menu. */
export const DASHBOARD_FILES = [
  { format: 'pdf', label: 'PDF' },
  { format: 'html', label: 'HTML page' },
  { format: 'xlsx', label: 'Excel workbook' },
  { format: 'zip', label: 'CSV files' },
  { format: 'png', label: 'PNG image' },
  { format: 'svg', label: 'SVG image' },
] as const;

export const CHART_FILES = [
  { format: 'png', label: 'PNG image' },
  { format: 'svg', label: 'SVG image' },
  { format: 'pdf', label: 'PDF' },
  { format: 'xlsx', label: 'Excel workbook' },
  { format: 'csv', label: 'CSV' },
] as const;

export type FileFormat = (typeof DASHBOARD_FILES | typeof CHART_FILES)[number]['format'];

export function save(blob: Blob, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(anchor.href);
}

/** Saves what the page shows: the choices of the view's address go along. */
export async function download(slug: string, search: string, format: FileFormat, chart?: string): Promise<void> {
  const words = new URLSearchParams(search);
  if (chart) words.set('chart', chart);
  say('Making the file…');
  try {
    const { blob, name } = await getFile(
      `/api/dashboards/${encodeURIComponent(slug)}/export/${format}?${words.toString()}`,
    );
    save(blob, name);
    say(`Saved ${name}`);
  } catch (thrown) {
    say(thrown instanceof Error ? thrown.message : 'The file could not be made');
  }
}
