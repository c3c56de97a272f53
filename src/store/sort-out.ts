import type { LoadEvent } from './load-event.ts';
import type { FileKnown } from './load.ts';

/** The events of a batch by their id: the first of each, in their order, and those that came after it with the same. */
export interface EventsById {
  first: ReadonlyMap<string, LoadEvent>;
  again: readonly LoadEvent[];
}

export function eventsById(events: readonly LoadEvent[]): EventsById {
  const first = new Map<string, LoadEvent>();
  const again: LoadEvent[] = [];
  for (const event of events) {
    if (first.has(event.eventId)) again.push(event);
    else first.set(event.eventId, event);
  }
  return { first, again };
}

/**
 * The events whose id was never seen. The others are filed: as known where they say what is stored under their id, or what the
 * first of this batch will be stored as; as a conflict otherwise. `known` has the content hash of each id that was stored
 * before.
 */
export function sortOut(
  { first, again }: EventsById,
  known: ReadonlyMap<string, string>,
  fileKnown: FileKnown,
): LoadEvent[] {
  const fresh: LoadEvent[] = [];
  for (const [id, event] of first) {
    const content = known.get(id);
    if (content === undefined) fresh.push(event);
    else fileKnown(event, content === event.contentHash);
  }
  for (const event of again) {
    const content = known.get(event.eventId) ?? first.get(event.eventId)?.contentHash;
    fileKnown(event, content === event.contentHash);
  }
  return fresh;
}
