import type { Random } from './random.ts';

/** What was put into the data on purpose, so that a figure that misses it, or sees what is not there, is caught. */
export interface PlantedEffect {
  id: string;
  kind:
    | 'weekly_rhythm'
    | 'pattern_works'
    | 'pattern_does_not_work'
    | 'pattern_decays'
    | 'over_fusion'
    | 'over_confident_model'
    | 'bugs_fall'
    | 'bug_burst'
    | 'slow_function'
    | 'incident'
    | 'reverts'
    | 'incidents';
  /** In words, for a reader of the file. */
  text: string;
  where: Record<string, string>;
  /** In the unit the text names. */
  size: number;
  /** First and last moment, ISO 8601. */
  from: string;
  to: string;
}

/** The effects as the simulation uses them; all of them nothing in null data. */
export interface Effects {
  /** Log-odds that a pattern adds to the success of a generation, `at` being the share of the window that has passed. */
  patternEffect(pattern: string, at: number): number;
  /** Log-odds that applying more than five patterns adds. */
  overFusion: number;
  /** What a model adds to the log-odds of its true chance when it states its confidence. */
  overConfidence(model: string): number;
  /** Factor on the rate of bugs of a pattern. */
  bugRate(pattern: string, at: number): number;
  /** Factor on the chance that a change with a failed generation is taken back. */
  reverts: number;
  /** Factor on the chance that deploying such a change to production fails. */
  incidents: number;
  burst: { pattern: string; repository: string; file: string; factor: number; from: number; to: number } | undefined;
  slow: { functionName: string; factor: number; from: number } | undefined;
  incident: { repository: string; at: number; minutes: number; testFailures: number; days: number } | undefined;
}

const WORKING = ['bounds_checking', 'input_validation', 'specific_exceptions'] as const;
const WORKS = 1.1;
const HURTS = -1.1;
const DECAY = 1.4;

const NOTHING: Effects = {
  patternEffect: () => 0,
  overFusion: 0,
  overConfidence: () => 0,
  bugRate: () => 1,
  reverts: 1,
  incidents: 1,
  burst: undefined,
  slow: undefined,
  incident: undefined,
};

const PLANTED: Effects = {
  patternEffect: (pattern, at) => {
    if ((WORKING as readonly string[]).includes(pattern)) return WORKS;
    if (pattern === 'metadata_categorization') return HURTS;
    if (pattern === 'numpy_json_serialization') return DECAY * (1 - 2 * at);
    return 0;
  },
  overFusion: -2.2,
  overConfidence: (model) => (model === 'kestrel-mini-1' ? 1.5 : 0),
  bugRate: (pattern, at) => ((WORKING as readonly string[]).includes(pattern) ? 3.6 - 3.3 * at : 1),
  reverts: 5,
  incidents: 5,
  burst: {
    pattern: 'large_file_processing',
    repository: 'harbor-lights/insight-pipeline',
    file: 'src/ingest/chunk_reader.py',
    factor: 12,
    from: 0.5,
    to: 0.56,
  },
  slow: { functionName: 'aggregate_daily', factor: 2.2, from: 0.65 },
  incident: { repository: 'harbor-lights/ledger-api', at: 0.79, minutes: 1260, testFailures: 40, days: 2 },
};

export const effectsOf = (nothing: boolean): Effects => (nothing ? NOTHING : PLANTED);

/** Moments of the window: shares of it as instants. */
export interface Window {
  start: number;
  end: number;
  days: number;
}

/** The list that is written beside the data. */
export function plantedList(window: Window, nothing: boolean): PlantedEffect[] {
  const at = (share: number): string => new Date(window.start + share * (window.end - window.start)).toISOString();
  const whole = { from: at(0), to: at(1) };
  const rhythm: PlantedEffect = {
    id: 'weekly-rhythm',
    kind: 'weekly_rhythm',
    text: 'Saturday and Sunday have about a tenth of the activity of a weekday',
    where: {},
    size: 0.1,
    ...whole,
  };
  const { burst, slow, incident, overFusion, reverts, incidents } = effectsOf(nothing);
  if (nothing || !burst || !slow || !incident) return [rhythm];
  return [
    rhythm,
    ...WORKING.map(
      (pattern): PlantedEffect => ({
        id: `works-${pattern}`,
        kind: 'pattern_works',
        text: `generations that apply ${pattern} succeed more often (log-odds)`,
        where: { pattern },
        size: WORKS,
        ...whole,
      }),
    ),
    {
      id: 'does-not-work',
      kind: 'pattern_does_not_work',
      text: 'generations that apply metadata_categorization succeed less often (log-odds)',
      where: { pattern: 'metadata_categorization' },
      size: HURTS,
      ...whole,
    },
    {
      id: 'decays',
      kind: 'pattern_decays',
      text: 'numpy_json_serialization helped in the beginning and hurts in the end (change of log-odds over the window)',
      where: { pattern: 'numpy_json_serialization' },
      size: -2 * DECAY,
      ...whole,
    },
    {
      id: 'over-fusion',
      kind: 'over_fusion',
      text: 'more than five patterns in one generation lower its success (log-odds)',
      where: {},
      size: overFusion,
      ...whole,
    },
    {
      id: 'over-confident',
      kind: 'over_confident_model',
      text: 'kestrel-mini-1 states more confidence than its generations earn (log-odds)',
      where: { model: 'kestrel-mini-1' },
      size: PLANTED.overConfidence('kestrel-mini-1'),
      ...whole,
    },
    {
      id: 'bugs-fall',
      kind: 'bugs_fall',
      text: 'bugs of the three patterns that work fall to a twelfth (factor, end over start)',
      where: { patterns: WORKING.join(',') },
      size: PLANTED.bugRate(WORKING[0], 1) / PLANTED.bugRate(WORKING[0], 0),
      ...whole,
    },
    {
      id: 'bug-burst',
      kind: 'bug_burst',
      text: 'bugs of one pattern in one file, as a factor on their rate',
      where: { pattern: burst.pattern, repository: burst.repository, file_path: burst.file },
      size: burst.factor,
      from: at(burst.from),
      to: at(burst.to),
    },
    {
      id: 'slow-function',
      kind: 'slow_function',
      text: 'one function became slower (factor on its time)',
      where: { function: slow.functionName },
      size: slow.factor,
      from: at(slow.from),
      to: at(1),
    },
    {
      id: 'incident',
      kind: 'incident',
      text: 'a failed deployment to production, slow to recover (minutes), with failing tests around it',
      where: { repository: incident.repository, environment: 'production' },
      size: incident.minutes,
      from: at(incident.at),
      to: new Date(Date.parse(at(incident.at)) + incident.days * 86_400_000).toISOString(),
    },
    {
      id: 'reverts',
      kind: 'reverts',
      text: 'changes with a failed generation are taken back more often (factor on the chance)',
      where: {},
      size: reverts,
      ...whole,
    },
    {
      id: 'incidents',
      kind: 'incidents',
      text: 'deploying changes with a failed generation to production fails more often (factor on the chance)',
      where: { environment: 'production' },
      size: incidents,
      ...whole,
    },
  ];
}

/** Where in the window a moment lies, 0..1. */
export const shareOf = (window: Window, moment: number): number =>
  (moment - window.start) / (window.end - window.start);

const WEEKDAY = [0.08, 1, 1.15, 1.2, 1.1, 0.85, 0.12] as const;

/** How busy a day is: 1 is an ordinary Monday; weekends about a tenth. */
export const busyness = (day: number): number => WEEKDAY[new Date(day).getUTCDay()] ?? 1;

/** A moment of the working day that starts at `day` (midnight UTC): around eleven and around fifteen o'clock. */
export const workingMoment = (day: number, random: Random): number => {
  const hour = (random.chance(0.5) ? 10.6 : 14.9) + 1.7 * random.normal();
  return Math.round(day + Math.min(22, Math.max(5, hour)) * 3_600_000);
};
