import type { RecordedEvent } from '../events/recorded-event.js';

/**
 * The first events of some types, at most `limit` of them; those that an upcaster made of one stored event are not torn apart. What was
 * read ahead is given up when there are enough.
 */
export async function* firstWanted(
  events: AsyncIterable<RecordedEvent>,
  types: ReadonlySet<string>,
  limit: number,
): AsyncGenerator<RecordedEvent> {
  let left = limit;
  let last: RecordedEvent | undefined;
  for await (const event of events) {
    if (left <= 0 && event.id !== last?.id) return;
    if (!types.has(event.type)) continue;
    last = event;
    left -= 1;
    yield event;
  }
}
