import type { Bundle } from '../../model/assets.ts';
import type { Store } from '../../store/store.ts';
import { startReading } from '../read/read-live.ts';
import { baseRows, isRecorded } from '../state/base.ts';
import type { Target, TargetReader } from '../target.ts';

interface Early {
  target: Target;
  /** The same for one look: its answers are under way. */
  reading: TargetReader;
}

/**
 * Asks a target that is being opened for what the plan will need, so that it works on that while we work on other things: the
 * export, and when something is going to be written, who owns and who changed what, and what every write must show. The caller
 * holds the lock: what is read before it is taken may be another deployment's middle.
 */
export async function startEarly(
  opening: Promise<Target>,
  { store, environment, bundle }: { store: Store; environment: string; bundle: Bundle },
): Promise<Early> {
  const [target, settled] = await Promise.all([
    opening,
    // Whether it is worth while only: the plan reads the record itself, and says what is wrong with it.
    baseRows(store, environment).then(
      (rows) => isRecorded(rows, bundle),
      () => true,
    ),
  ]);
  if (!settled) target.prepare?.().catch(() => {});
  return { target, reading: startReading<TargetReader>(target, { export: true, lists: !settled }) };
}
