import type { EventKind } from '../../model/kinds.ts';
import { type SampleRepository, TEAMS, userName } from '../cast.ts';
import { PATTERNS, type SamplePattern } from '../patterns.ts';
import { type Effects, shareOf, type Window } from '../planted.ts';
import { type Random, random } from '../random.ts';

/** One record of the sample, under the names of our columns; `team` and `actor` stand for team_id and actor_hash. */
export interface SampleRecord {
  kind: EventKind;
  data: Record<string, unknown>;
}

/** What every part of the simulation shares. */
export interface World {
  window: Window;
  effects: Effects;
  /** A stream of random numbers of its own for each part, so that one part does not shift another. */
  stream(part: string): Random;
  /** Keeps a record, unless its moment lies outside the window. Milliseconds since 1970. */
  emit(kind: EventKind, moment: number, data: Record<string, unknown>): void;
  /** The patterns that are in use at a moment. */
  patternsAt(moment: number): readonly SamplePattern[];
  /** Somebody of a team that works on the repository. */
  person(repository: SampleRepository, from: Random): { team: string; actor: string };
  /** Midnights (UTC) of the days of the window. */
  days: readonly number[];
}

export const DAY = 86_400_000;

export interface Kept {
  world: World;
  /** What was kept, in the order of time. */
  records(): SampleRecord[];
}

export function makeWorld(options: { seed: number; window: Window; effects: Effects }): Kept {
  const { seed, window, effects } = options;
  const kept: { moment: number; record: SampleRecord }[] = [];
  const first = Math.floor(window.start / DAY) * DAY;
  const world: World = {
    window,
    effects,
    stream: (part) => random('feedback-loop sample', seed, part),
    emit: (kind, moment, data) => {
      if (moment >= window.start && moment <= window.end) kept.push({ moment, record: { kind, data } });
    },
    patternsAt: (moment) => {
      const share = shareOf(window, moment);
      return PATTERNS.filter((pattern) => pattern.since <= share);
    },
    person: (repository, from) => {
      const teams = TEAMS.filter((team) => team.repository === repository.name);
      const team = from.weighted(teams.map((each) => [each, each.people.length] as const));
      return { team: team.slug, actor: userName(from.pick(team.people)) };
    },
    days: Array.from({ length: Math.ceil((window.end - first) / DAY) }, (_, index) => first + index * DAY),
  };
  const records = (): SampleRecord[] =>
    kept.toSorted((left, right) => left.moment - right.moment).map(({ record }) => record);
  return { world, records };
}

export const iso = (moment: number): string => new Date(moment).toISOString();
export const HOUR = 3_600_000;
export const MINUTE = 60_000;
