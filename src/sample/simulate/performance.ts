import { REPOSITORIES } from '../cast.ts';
import { busyness, shareOf, workingMoment } from '../planted.ts';
import { iso, type World } from './world.ts';

/** Times and memory of functions; one of them becomes slower. */
export function simulatePerformance(world: World): void {
  const stream = world.stream('performance');
  const { slow } = world.effects;
  for (const day of world.days) {
    for (const repository of REPOSITORIES) {
      for (const [index, name] of repository.functions.entries()) {
        const usual = 35 * 2.1 ** index;
        for (let left = stream.poisson(0.95 * busyness(day)); left > 0; left--) {
          const moment = workingMoment(day, stream);
          const slower = slow?.functionName === name && shareOf(world.window, moment) >= slow.from ? slow.factor : 1;
          const reads = index % 2 === 0;
          const bytes = Math.round(stream.lognormal(6_000_000, 1.3));
          const factor = reads ? Math.max(0.4, (bytes / 6_000_000) ** 0.6) : 1;
          const time = Math.round(stream.lognormal(usual * factor * slower, 0.3) * 10) / 10;
          const memory = Math.round(stream.lognormal(60_000_000 + (reads ? bytes * 2.4 : 0), 0.25));
          const fails = reads && bytes > 60_000_000 && stream.chance(0.5);
          world.emit('performance', moment, {
            timestamp: iso(moment),
            metric_type: fails ? 'memory_error' : 'execution_time',
            details: fails
              ? { error: 'MemoryError: Unable to allocate', file_size: bytes, context: name, function: name }
              : {
                  function: name,
                  avg_time_ms: time,
                  max_time_ms: Math.round(time * stream.lognormal(1.8, 0.2)),
                  sample_size: stream.integer(20, 200),
                  memory_usage_bytes: memory,
                  ...(reads ? { file_size_bytes: bytes } : {}),
                },
            function_name: name,
            ...(fails ? {} : { execution_time_ms: time, memory_usage_bytes: memory }),
            ...(reads ? { file_size_bytes: bytes } : {}),
            repository: repository.name,
            branch: 'main',
            team: world.person(repository, stream).team,
            source_environment: stream.weighted([
              ['production', 0.6],
              ['staging', 0.3],
              ['development', 0.1],
            ]),
          });
        }
      }
    }
  }
}
