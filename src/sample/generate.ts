import { type ApiRows, apiRows } from './api-rows.ts';
import { REPOSITORIES } from './cast.ts';
import { effectsOf, type PlantedEffect, plantedList, type Window } from './planted.ts';
import { simulateChecks, simulateNightlyRuns } from './simulate/checks.ts';
import { simulateDelivery } from './simulate/delivery.ts';
import { simulateGenerations } from './simulate/generations.ts';
import { simulatePerformance } from './simulate/performance.ts';
import { simulatePullRequests } from './simulate/pull-requests.ts';
import { simulateReverts } from './simulate/reverts.ts';
import { DAY, makeWorld, type SampleRecord } from './simulate/world.ts';

export interface SampleOptions {
  /** The same seed, moment and length give the same sample. */
  seed: number;
  /** The sample ends here. */
  now: Date;
  /** Default 90. */
  days?: number;
  /** Nothing planted: for counting false alarms. */
  null?: boolean;
}

export interface Sample {
  records: SampleRecord[];
  api: ApiRows;
  planted: PlantedEffect[];
}

/** Some months of an invented company, with effects planted in them whose size is known. Pure. */
export function generateSample(options: SampleOptions): Sample {
  const days = options.days ?? 90;
  const end = options.now.getTime();
  const window: Window = { start: end - days * DAY, end, days };
  const effects = effectsOf(options.null === true);
  const made = makeWorld({ seed: options.seed, window, effects });
  const { world } = made;
  const pullRequests = simulatePullRequests(world);
  const stream = world.stream('changes');
  const changes = pullRequests.map((pullRequest) => {
    const change = simulateGenerations(world, pullRequest, stream);
    simulateChecks(world, pullRequest, change, stream);
    return { pullRequest, change };
  });
  simulateReverts(world, changes);
  simulateNightlyRuns(world, REPOSITORIES, world.stream('bugs and nightly runs'));
  simulateDelivery(world, changes);
  simulatePerformance(world);
  const kept = made.records();
  return {
    records: kept,
    api: apiRows({ window, stream: world.stream('api'), records: kept }),
    planted: plantedList(window, options.null === true),
  };
}
