import { MissingEventHandlerException } from '../exceptions/missing-event-handler.exception.js';
import { aggregateDefinition } from './aggregate-definition.js';
import { Aggregate } from './aggregate.decorator.js';
import { AggregateRoot } from './aggregate-root.js';
import { EventHandler } from './event-handler.decorator.js';

class Opened {
  constructor(readonly by: string) {}
}
class Closed {}
class ClosedForGood extends Closed {}
class Ignored {}

@Aggregate({ name: 'door' })
class Door extends AggregateRoot {
  state = 'new';
  log: string[] = [];

  @EventHandler(Opened)
  protected onOpened(event: Opened) {
    this.state = 'open';
    this.log.push(event.by);
  }

  @EventHandler(Closed)
  private onClosed() {
    this.state = 'closed';
  }
}

@Aggregate({ name: 'lenientDoor', unhandledEvents: 'ignore' })
class LenientDoor extends Door {
  @EventHandler(Opened)
  @EventHandler(Closed)
  protected noted(event: object) {
    this.log.push(event.constructor.name);
  }
}

class Nameless extends AggregateRoot {}

describe('AggregateRoot', () => {
  it('applies an event by its handler, and queues it', () => {
    const door = new Door('1');
    door.apply(new Opened('me'));
    expect([door.state, door.version, door.uncommittedEvents]).toEqual(['open', 0, [new Opened('me')]]);
  });

  it('finds the handler of a parent class of the event', () => {
    const door = new Door('1');
    door.apply(new ClosedForGood());
    expect(door.state).toBe('closed');
  });

  it('refuses an event that no method handles, and queues nothing', () => {
    const door = new Door('1');
    expect(() => door.apply(new Ignored())).toThrow(MissingEventHandlerException);
    expect(door.uncommittedEvents).toEqual([]);
  });

  it('may ignore unhandled events, inherits handlers, and takes several on one method', () => {
    const door = new LenientDoor('1');
    door.apply(new Ignored());
    door.apply(new Opened('me'));
    door.apply(new Closed());
    expect([door.state, door.log]).toEqual(['closed', ['me', 'Opened', 'Closed']]);
    expect(door.uncommittedEvents).toHaveLength(3);
  });

  it('keeps its state in a snapshot, without the id', () => {
    const door = new Door('1');
    door.apply(new Opened('me'));
    const copy = new Door('2');
    copy.restoreSnapshot(JSON.parse(JSON.stringify(door.toSnapshot())));
    expect([copy.id, copy.state, copy.log]).toEqual(['2', 'open', ['me']]);
  });

  it('is named by its class when nothing else is said, and refuses a name that would end the category', () => {
    expect(aggregateDefinition(Nameless).name).toBe('nameless');
    expect(() => Aggregate({ name: 'big-door' })).toThrow(/without "-"/);
    expect(() => Aggregate({ snapshotEvery: -1 })).toThrow(/snapshotEvery/);
  });
});
