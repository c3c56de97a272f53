/** A dashboard as data: what the viewer lays out and what a report writes down. */

/** A dashboard in a list. */
export interface DashboardCard {
  slug: string;
  uuid: string;
  title: string;
  description: string;
  charts: number;
  /** The chart that stands for the dashboard in small; null when it has none that can. */
  face: string | null;
  /** Big numbers shown on its card, at most three. */
  numbers: { uuid: string; title: string }[];
}

/** What is needed to lay a dashboard out. */
export interface DashboardDetail {
  slug: string;
  uuid: string;
  title: string;
  description: string;
  layout: LayoutItem;
  charts: Record<string, ChartMeta>;
  filters: FilterMeta[];
  crossFilters: boolean;
  /** Seconds between reloads that the dashboard's author wished; 0 for none. */
  refreshSeconds: number;
  previous: DashboardLink | null;
  next: DashboardLink | null;
}

export interface DashboardLink {
  slug: string;
  title: string;
}

/** The layout of a Superset dashboard without what the grid editor needs. Widths are twelfths, heights pixels. */
export type LayoutItem =
  | { type: 'grid' | 'row' | 'tabs'; id: string; filled: boolean; children: LayoutItem[] }
  | { type: 'column'; id: string; width: number; filled: boolean; children: LayoutItem[] }
  | { type: 'tab'; id: string; title: string; children: LayoutItem[] }
  | { type: 'header'; id: string; text: string; size: 'small' | 'medium' | 'large' }
  | { type: 'markdown'; id: string; html: string; width: number; height: number }
  | { type: 'chart'; id: string; uuid: string; width: number; height: number }
  | { type: 'divider'; id: string };

export interface ChartMeta {
  uuid: string;
  title: string;
  description: string;
  vizType: string;
  dataset: string;
  /** What the numbers mean: the metrics of the chart, with the words of the dataset. */
  definitions: { name: string; meaning: string; expression: string }[];
  /** Whether a time range narrows it. */
  timed: boolean;
  /** Columns that it groups or lists by: a click on one of their values filters the other charts. */
  dimensions: string[];
}

/** A native filter of the dashboard. */
export interface FilterMeta {
  id: string;
  name: string;
  kind: 'time' | 'grain' | 'values' | 'range' | 'column';
  description: string;
  /** Column it filters, for values and range. */
  column: string | null;
  multiple: boolean;
  /** Charts it reaches. */
  charts: string[];
  /** What is chosen when nobody chose: values, a time range, a grain, or [low, high]. */
  initial: FilterValue;
  /** Filters whose choice narrows this one's values. */
  parents: string[];
}

export type FilterValue = string | (string | number | boolean | null)[] | null;

/** What a dashboard is asked for. */
export interface DataRequest {
  /** Superset's words: `Last week`, `2026-11-01 : 2026-11-21`, `No filter`. Absent: what each chart says itself. */
  timeRange?: string;
  /** ISO 8601 duration, as in Superset. */
  grain?: string;
  /** Choices by filter id. */
  filters?: Record<string, FilterValue>;
  /** Clicks on charts: they filter every other chart whose dataset has the column. */
  cross?: CrossFilter[];
  /** Only these charts. */
  charts?: string[];
  /** Ask the database even if the answer is known. */
  fresh?: boolean;
}

export interface CrossFilter {
  chart: string;
  column: string;
  value: string | number | boolean | null;
}
