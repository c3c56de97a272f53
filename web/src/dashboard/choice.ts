import type { Choice } from '../../../src/server/address.ts';
import type { FilterMeta, FilterValue } from '../../../src/server/contract.ts';

/** What a filter stands at: chosen, else its default. */
export const valueOf = (filter: FilterMeta, choice: Choice): FilterValue =>
  filter.id in choice.filters ? (choice.filters[filter.id] ?? null) : filter.initial;

export const isNothing = (value: FilterValue): boolean =>
  value === null || value === '' || value === 'No filter' || (Array.isArray(value) && value.length === 0);

/** What the filters stand at that a filter depends on; the page's own time range takes the place of theirs. */
export const parentsOf = (
  { parents }: FilterMeta,
  filters: readonly FilterMeta[],
  choice: Choice,
): Record<string, FilterValue> =>
  Object.fromEntries(
    filters
      .filter(({ id }) => parents.includes(id))
      .map((parent) => [
        parent.id,
        parent.kind === 'time' && choice.range !== null ? choice.range : valueOf(parent, choice),
      ]),
  );
