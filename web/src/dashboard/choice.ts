import type { Choice } from '../../../src/server/address.ts';
import type { FilterMeta, FilterValue } from '../../../src/server/contract.ts';

/** What a filter stands at: chosen, else its default. */
export const valueOf = (filter: FilterMeta, choice: Choice): FilterValue =>
  filter.id in choice.filters ? (choice.filters[filter.id] ?? null) : filter.initial;

export const isNothing = (value: FilterValue): boolean =>
  value === null || value === '' || value === 'No filter' || (Array.isArray(value) && value.length === 0);
