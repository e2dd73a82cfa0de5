import { aggregateDefinition } from '@ledgerline/event-sourcing';
import type { SnapshotHeading } from '@ledgerline/event-sourcing/backend';
import type { SnapshotInfo, StreamDetail } from '../../api/streams.js';
import { DevtoolsNotFoundException } from '../../exceptions/devtools-not-found.exception.js';
import type { EventsPart } from '../application/suite.js';
import { eventSummary } from '../events/event-summary.js';
import { aggregateOf } from './aggregate-of.js';
import { streamSummary } from './stream-list.js';

const END = Number.MAX_SAFE_INTEGER;

/** A stream without its events. @throws DevtoolsNotFoundException (404) */
export async function streamDetail(name: string, events: EventsPart): Promise<StreamDetail> {
  const { browser } = events.backend;
  const [found, [first], [last]] = await Promise.all([
    browser.findStream(name),
    browser.stream({ stream: name, from: 1, to: END, direction: 'forwards', limit: 1 }),
    browser.stream({ stream: name, from: 1, to: END, direction: 'backwards', limit: 1 }),
  ]);
  if (!found) throw new DevtoolsNotFoundException(`The stream "${name}"`, 'It begins with its first event.');
  const aggregate = aggregateOf(name, events);
  const usable = aggregate && aggregateDefinition(aggregate.aggregateClass).snapshotVersion;
  return {
    ...streamSummary(found.stream),
    truncateBefore: found.stream.truncateBefore,
    ...(first ? { first: eventSummary(first) } : {}),
    ...(last ? { last: eventSummary(last) } : {}),
    ...(aggregate ? { aggregate: { className: aggregate.aggregateClass.name, id: aggregate.id } } : {}),
    snapshots: found.snapshots.map((snapshot) => snapshotInfo(snapshot, usable)),
  };
}

function snapshotInfo(snapshot: SnapshotHeading, usable: number | undefined): SnapshotInfo {
  const isUsable = snapshot.snapshotVersion === usable;
  return { ...snapshot, isUsable, savesEvents: isUsable ? snapshot.version : 0 };
}
