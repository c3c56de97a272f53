import type { Selectable } from 'kysely';
import type { Database } from '../../store/database.ts';
import type { Store } from '../../store/store.ts';
import { instantText } from '../../util/instant.ts';
import { computeMetric } from '../compute.ts';
import type { Dimension } from '../../model/vocabulary.ts';
import type { OrganizationCalendar } from '../organization-calendar.ts';
import type { GroupValue } from '../result.ts';

type GroupRow = Omit<Selectable<Database['metric_groups']>, 'id' | 'organization_id'>;

/** The metrics whose groups are kept, because a chart shows them and their rows cost too much to be read by each reader. */
const KEPT_GROUPS: readonly { id: string; by: Dimension }[] = [{ id: 'flaky-tests', by: 'test' }];
const MOST_GROUPS = 100;

/** What there is to say of each group now: those first whose value is high for certain. */
export async function groupRows(
  store: Store,
  { now, calendar }: { now: Date; calendar: OrganizationCalendar },
): Promise<GroupRow[]> {
  const rows: GroupRow[] = [];
  for (const { id, by } of KEPT_GROUPS) {
    const result = await computeMetric(store, id, { now, by, calendar });
    const groups = (result.groups ?? []).filter(({ value, n }) => value !== null && n > 0);
    rows.push(
      ...groups
        .toSorted(byCertainty)
        .slice(0, MOST_GROUPS)
        .map(({ group, value, n, interval }, index) => ({
          metric_id: id,
          dimension: by,
          group_name: group.slice(0, 500),
          definition_version: result.definitionVersion,
          place: index + 1,
          value: value ?? 0,
          n,
          interval_low: interval?.low ?? null,
          interval_high: interval?.high ?? null,
          looked_from: instantText(Date.parse(result.since)),
          looked_until: instantText(Date.parse(result.until)),
        })),
    );
  }
  return rows;
}

function byCertainty(left: GroupValue, right: GroupValue): number {
  const lower = (right.interval?.low ?? 0) - (left.interval?.low ?? 0);
  return lower !== 0 ? lower : left.group < right.group ? -1 : 1;
}
