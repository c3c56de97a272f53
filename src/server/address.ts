import type { CrossFilter, DataRequest, FilterValue, LayoutItem } from './contract.ts';

/**
 * What a person chose on a dashboard, as the page writes it into the address and the server reads it there. All of it is in the address, so a link
 * shows the same.
 */
export interface Choice {
  range: string | null;
  grain: string | null;
  filters: Record<string, FilterValue>;
  cross: CrossFilter[];
  /** The open tab of each tabs element, by id. */
  tabs: string[];
}

type Scalar = string | number | boolean | null;

/** Texts stand for themselves; `~` marks JSON, so that 1 and "1" stay apart. */
const writeScalar = (value: Scalar): string =>
  typeof value === 'string' && !value.startsWith('~') ? value : `~${JSON.stringify(value)}`;

function readScalar(text: string): Scalar {
  if (!text.startsWith('~')) return text;
  try {
    return JSON.parse(text.slice(1)) as Scalar;
  } catch {
    return text;
  }
}

export function readChoice(search: string): Choice {
  const params = new URLSearchParams(search);
  const filters: Record<string, FilterValue> = {};
  for (const key of new Set(params.keys())) {
    if (key.startsWith('f.')) {
      const values = params.getAll(key);
      filters[key.slice(2)] = values.length === 1 && values[0] === '' ? null : values.map(readScalar);
    } else if (key.startsWith('t.')) {
      filters[key.slice(2)] = params.get(key);
    }
  }
  const cross = params.getAll('x').flatMap((text): CrossFilter[] => {
    const [chart, column, ...value] = text.split('|');
    return chart && column ? [{ chart, column, value: readScalar(value.join('|')) }] : [];
  });
  return {
    range: params.get('range'),
    grain: params.get('grain'),
    filters,
    cross,
    tabs: params.getAll('tab'),
  };
}

export function writeChoice(choice: Choice): string {
  const params = new URLSearchParams();
  if (choice.range) params.set('range', choice.range);
  if (choice.grain) params.set('grain', choice.grain);
  for (const [id, value] of Object.entries(choice.filters)) {
    if (value === null) params.set(`f.${id}`, '');
    else if (typeof value === 'string') params.set(`t.${id}`, value);
    else for (const each of value) params.append(`f.${id}`, writeScalar(each));
  }
  for (const { chart, column, value } of choice.cross) params.append('x', `${chart}|${column}|${writeScalar(value)}`);
  for (const tab of choice.tabs) params.append('tab', tab);
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** The part of a choice that decides what the charts show. */
export function requestOf(choice: Choice): DataRequest {
  return {
    ...(choice.range ? { timeRange: choice.range } : {}),
    ...(choice.grain ? { grain: choice.grain } : {}),
    ...(Object.keys(choice.filters).length > 0 ? { filters: choice.filters } : {}),
    ...(choice.cross.length > 0 ? { cross: choice.cross } : {}),
  };
}

/** The charts that are on the page: those of closed tabs are not asked for. */
export function visibleCharts(item: LayoutItem, openTabs: readonly string[]): string[] {
  if (item.type === 'chart') return [item.uuid];
  if (!('children' in item)) return [];
  if (item.type !== 'tabs') return item.children.flatMap((child) => visibleCharts(child, openTabs));
  const open = item.children.find((child) => openTabs.includes(child.id)) ?? item.children[0];
  return open ? visibleCharts(open, openTabs) : [];
}
