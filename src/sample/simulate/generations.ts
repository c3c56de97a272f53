import { MODELS } from '../cast.ts';
import type { SamplePattern } from '../patterns.ts';
import { shareOf } from '../planted.ts';
import { logistic, logit, type Random } from '../random.ts';
import type { PullRequest } from './pull-requests.ts';
import { HOUR, iso, type World } from './world.ts';

/** What the tests and reviews of a change later depend on. */
export interface GeneratedChange {
  failures: number;
  patterns: readonly string[];
}

/** Log-odds of success with no pattern at all. */
const BASE = 1.25;
/** How much one task is harder than another. */
const SPREAD = 0.75;

const COUNTS = [
  [1, 0.14],
  [2, 0.25],
  [3, 0.25],
  [4, 0.15],
  [5, 0.09],
  [6, 0.06],
  [7, 0.04],
  [8, 0.02],
] as const;

/** Code generations for a change, before it is opened as a pull request, with the model calls they took. */
export function simulateGenerations(world: World, pullRequest: PullRequest, stream: Random): GeneratedChange {
  const patterns = new Set<string>();
  let failures = 0;
  if (!stream.chance(0.85)) return { failures, patterns: [] };
  const count = 1 + stream.poisson(1.5);
  for (let index = 0; index < count; index++) {
    const moment = pullRequest.createdAt - Math.round((count - index) * stream.lognormal(0.5, 0.5) * HOUR);
    const outcome = generate(world, pullRequest, moment, stream);
    for (const name of outcome.patterns) patterns.add(name);
    if (!outcome.success) failures++;
  }
  return { failures, patterns: [...patterns] };
}

function choose(available: readonly SamplePattern[], count: number, stream: Random): SamplePattern[] {
  const chosen = new Set<SamplePattern>();
  while (chosen.size < Math.min(count, available.length)) {
    chosen.add(stream.weighted(available.map((each) => [each, each.weight] as const)));
  }
  return [...chosen];
}

function generate(
  world: World,
  pullRequest: PullRequest,
  moment: number,
  stream: Random,
): { success: boolean; patterns: string[] } {
  const at = shareOf(world.window, moment);
  const { model, provider, seconds } = stream.weighted(MODELS.map((each) => [each, each.weight] as const));
  const chosen = choose(world.patternsAt(moment), stream.weighted(COUNTS), stream);
  const effect = chosen.reduce((sum, pattern) => sum + world.effects.patternEffect(pattern.name, at), 0);
  const fusion = chosen.length > 5 ? world.effects.overFusion : 0;
  const chance = logistic(BASE + effect + fusion + SPREAD * stream.normal());
  const success = stream.chance(chance);
  const stated = logistic(logit(chance) + world.effects.overConfidence(model));
  const main = chosen[0];
  const compiles = success || stream.chance(0.35);
  const prompt = `${main?.prompt ?? 'Write the function'} in ${stream.pick(pullRequest.repository.files)}`;
  const context = contextOf(pullRequest);
  world.emit('code_generation', moment, {
    timestamp: iso(moment),
    prompt,
    patterns_applied: chosen.map((each) => each.name),
    // Now and then a generator states no confidence, or nobody says how it ended.
    ...(stream.chance(0.99) ? { confidence: Math.round(Math.min(0.99, Math.max(0.02, stated)) * 100) / 100 } : {}),
    ...(stream.chance(0.98) ? { success } : {}),
    code_length: Math.round(stream.lognormal(420 * (1 + 0.15 * chosen.length), 0.6)),
    compilation_error: compiles ? null : compilerMessage(main, stream),
    generation_metadata: {
      model,
      provider,
      language: pullRequest.repository.name.endsWith('web') ? 'typescript' : 'python',
    },
    ...context,
  });
  const attempts = stream.chance(0.93) ? 1 : stream.integer(2, 3);
  const answered = stream.chance(0.975);
  world.emit('llm_call', moment - 2000, {
    timestamp: iso(moment - 2000),
    success: answered,
    attempts,
    duration_seconds: Math.round(stream.lognormal(seconds * attempts, 0.45) * 1000) / 1000,
    provider,
    model,
    error: answered ? null : stream.pick(['rate limit reached', 'time-out after 60 s', 'overloaded']),
    input_tokens: Math.round(stream.lognormal(2100, 0.6)),
    output_tokens: answered ? Math.round(stream.lognormal(640, 0.7)) : 0,
    ...context,
  });
  return { success, patterns: chosen.map((each) => each.name) };
}

function compilerMessage(pattern: SamplePattern | undefined, stream: Random): string {
  const messages = [
    "SyntaxError: '(' was never closed",
    "NameError: name 'session' is not defined",
    'ModuleNotFoundError: no module named ledger.posting2',
    "TS2345: argument of type 'string' is not assignable to parameter of type 'number'",
    'IndentationError: unexpected indent',
  ];
  return stream.chance(0.3) && pattern ? pattern.error : stream.pick(messages);
}

/** The context that joins an event to its change. */
export const contextOf = (pullRequest: PullRequest): Record<string, unknown> => ({
  repository: pullRequest.repository.name,
  branch: pullRequest.branch,
  commit_sha: pullRequest.headSha,
  pr_number: pullRequest.number,
  team: pullRequest.team,
  actor: pullRequest.actor,
  source_environment: 'local',
});
