import type { Severity } from '../model/vocabulary.ts';
import { type InstantText, instantMs, instantText } from '../util/instant.ts';
import { TEAMS, userName } from './cast.ts';
import { ARCHIVED_PATTERN, PATTERNS } from './patterns.ts';
import type { Window } from './planted.ts';
import type { Random } from './random.ts';
import { DAY, type SampleRecord } from './simulate/world.ts';

/** A version of a pattern as a row of `patterns`. */
export interface LibraryRow {
  /** name@version: what other rows of the sample call it. */
  key: string;
  name: string;
  team: string | undefined;
  author: string;
  description: string;
  category: string;
  severity: Severity;
  pattern_data: object;
  code_example: string | null;
  solution: string;
  frequency: number;
  effectiveness_score: number | null;
  times_applied: number;
  version: number;
  /** Key of the version before. */
  parent: string | undefined;
  is_active: boolean;
  is_archived: boolean;
  created_at: InstantText;
  updated_at: InstantText;
  last_applied: InstantText | null;
}

/** Names of the patterns that a generation applied. */
export const patternUse = (data: Record<string, unknown>): string[] =>
  Array.isArray(data.patterns_applied) ? data.patterns_applied.map(String) : [];

interface Use {
  moment: number;
  success: unknown;
}

/** The library: every version of every pattern, with its use counted from the sample's own events. */
export function libraryRows(window: Window, records: readonly SampleRecord[], stream: Random): LibraryRow[] {
  const uses = new Map<string, Use[]>();
  const problems = new Map<string, number>();
  for (const { kind, data } of records) {
    if (kind === 'code_generation') {
      for (const name of patternUse(data)) {
        const list = uses.get(name) ?? [];
        list.push({ moment: Date.parse(String(data.timestamp)), success: data.success });
        uses.set(name, list);
      }
    }
    const violated = data.pattern ?? data.pattern_violated;
    if (typeof violated === 'string') problems.set(violated, (problems.get(violated) ?? 0) + 1);
  }
  const rows = PATTERNS.flatMap((pattern, index): LibraryRow[] => {
    const team = TEAMS[index % TEAMS.length];
    const born =
      pattern.since > 0 ? window.start + pattern.since * window.days * DAY : window.start - (40 + 23 * index) * DAY;
    const starts = Array.from({ length: pattern.versions }, (_, version) =>
      version === 0
        ? born
        : window.start + Math.round((0.12 + 0.3 * version + 0.2 * stream.next()) * window.days * DAY),
    );
    return starts.map((start, version): LibraryRow => {
      const until = starts[version + 1] ?? Number.POSITIVE_INFINITY;
      const own = (uses.get(pattern.name) ?? []).filter(({ moment }) => moment >= start && moment < until);
      const known = own.filter(({ success }) => typeof success === 'boolean');
      const newest = version === starts.length - 1;
      const last = Math.max(...own.map(({ moment }) => moment));
      return {
        key: `${pattern.name}@${version + 1}`,
        name: pattern.name,
        team: index % 3 === 0 ? undefined : team?.slug,
        author: userName(team?.people[index % team.people.length] ?? ''),
        description: pattern.description,
        category: pattern.category,
        severity: pattern.severity,
        pattern_data: {
          error: pattern.error,
          prompt: pattern.prompt,
          tests: pattern.name !== 'metadata_categorization',
        },
        code_example: pattern.code,
        solution: pattern.solution,
        frequency: newest ? (problems.get(pattern.name) ?? 0) : 0,
        effectiveness_score:
          known.length > 0 ? known.filter(({ success }) => success === true).length / known.length : null,
        times_applied: own.length,
        version: version + 1,
        parent: version > 0 ? `${pattern.name}@${version}` : undefined,
        is_active: newest,
        is_archived: false,
        created_at: instantText(start),
        updated_at: instantText(newest ? start : until),
        last_applied: own.length > 0 ? instantText(last) : null,
      };
    });
  });
  return [...rows, archivedRow(window)].filter((row) => instantMs(row.created_at) <= window.end);
}

const archivedRow = (window: Window): LibraryRow => ({
  ...ARCHIVED_PATTERN,
  key: `${ARCHIVED_PATTERN.name}@1`,
  team: undefined,
  author: userName(TEAMS[0]?.people[0] ?? ''),
  pattern_data: {},
  code_example: null,
  frequency: 0,
  effectiveness_score: null,
  times_applied: 0,
  version: 1,
  parent: undefined,
  is_active: false,
  is_archived: true,
  created_at: instantText(window.start - 300 * DAY),
  updated_at: instantText(window.start + 0.2 * window.days * DAY),
  last_applied: instantText(window.start - 21 * DAY),
});
