import { Projection, type ProjectionContext } from '@ledgerline/cqrs';
import { Event, EventHandler, type RecordedEvent } from '@ledgerline/event-sourcing';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something was moved on an account. */
export class Moved extends Event {
  constructor(
    readonly account: string,
    readonly amount: number,
  ) {
    super();
  }
}

/** What became of an account: wrong as soon as one event is missing, comes twice, or comes in another order. */
@Entity('trails')
export class Trail {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  account!: string;

  @Column({ type: 'int' })
  balance!: number;

  @Column({ type: 'int' })
  moves!: number;

  /** A running hash of all moves, in order. */
  @Column({ type: 'bigint', transformer: { from: Number, to: (value: number) => value } })
  hash!: number;
}

/** One row for each event; its key refuses a second. */
@Entity('steps')
export class Step {
  @PrimaryColumn({ type: 'bigint', transformer: { from: Number, to: (value: number) => value } })
  position!: number;

  @Column({ type: 'int' })
  amount!: number;
}

const MODULUS = 1_000_000_007;

/** The next state of an account. */
export function follow(trail: Trail | null, { account, amount }: Moved): Trail {
  const before = trail ?? { balance: 0, moves: 0, hash: 7 };
  return {
    account,
    balance: before.balance + amount,
    moves: before.moves + 1,
    hash: (before.hash * 31 + amount) % MODULUS,
  };
}

/** What a clean fold of the log gives. */
export async function foldOf(log: AsyncIterable<RecordedEvent>): Promise<{ trails: Trail[]; steps: Step[] }> {
  const trails = new Map<string, Trail>();
  const steps: Step[] = [];
  for await (const { event, position } of log) {
    if (!(event instanceof Moved)) continue;
    trails.set(event.account, follow(trails.get(event.account) ?? null, event));
    steps.push({ position, amount: event.amount });
  }
  return { trails: [...trails.values()].sort((a, b) => (a.account < b.account ? -1 : 1)), steps };
}

/** Where a program may be told to do something to itself. */
export type Moment = 'before the writes' | 'between the writes' | 'after the writes';

/** What a program does at moments of each event. */
export abstract class Fate {
  abstract at(moment: Moment, recorded: RecordedEvent): Promise<void> | void;
}

@Projection({ name: 'trails', entities: [Trail, Step], retry: { retries: 5, delay: 20 } })
export class TrailProjection {
  constructor(private readonly fate: Fate) {}

  @EventHandler(Moved)
  async onMoved(event: Moved, { manager, recorded }: ProjectionContext): Promise<void> {
    await this.fate.at('before the writes', recorded);
    const trail = await manager.findOneBy(Trail, { account: event.account });
    await manager.save(Trail, follow(trail, event));
    await this.fate.at('between the writes', recorded);
    await manager.insert(Step, { position: recorded.position, amount: event.amount });
    await this.fate.at('after the writes', recorded);
  }
}
