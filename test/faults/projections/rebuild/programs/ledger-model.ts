import 'reflect-metadata';
import { createHash } from 'node:crypto';
import type { Type } from '@nestjs/common';
import { Projection, type ProjectionContext } from '@ledgerline/cqrs';
import { Event, EventHandler } from '@ledgerline/event-sourcing';
import { Column, Entity, Index, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export class Booked extends Event {
  constructor(
    readonly account: string,
    readonly amount: number,
  ) {
    super();
  }
}

@Entity('ledger_account')
export class LedgerAccount {
  @PrimaryColumn({ length: 20 })
  id!: string;

  /** Version of the class that made this row: a model has one. */
  @Column()
  model!: number;

  @Column()
  entries!: number;

  @Column()
  balance!: number;

  /** Of all its events, in their order: one that is missing, doubled or out of place shows. */
  @Column({ length: 40 })
  digest!: string;
}

@Entity('ledger_entry')
export class LedgerEntry {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column()
  model!: number;

  @Index()
  @Column()
  position!: number;

  @ManyToOne(() => LedgerAccount, { nullable: false })
  account!: LedgerAccount;
}

/** One more event in a digest. */
export const digested = (before: string, position: number, amount: number): string =>
  createHash('sha1').update(`${before} ${position} ${amount}`).digest('hex');

/** The projection as a release has it. */
export function ledgerProjection(version: number): Type {
  class LedgerProjection {
    async onBooked({ account: id, amount }: Booked, { manager, recorded }: ProjectionContext<Booked>): Promise<void> {
      const { position } = recorded;
      const before = await manager.findOneBy(LedgerAccount, { id });
      await manager.save(LedgerAccount, {
        id,
        model: version,
        entries: (before?.entries ?? 0) + 1,
        balance: (before?.balance ?? 0) + amount,
        digest: digested(before?.digest ?? '', position, amount),
      });
      await manager.insert(LedgerEntry, { model: version, position, account: { id } });
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(LedgerProjection.prototype, 'onBooked')!;
  EventHandler(Booked)(LedgerProjection.prototype, 'onBooked', descriptor);
  Projection({ name: 'ledger', version, entities: [LedgerAccount, LedgerEntry] })(LedgerProjection);
  return LedgerProjection;
}
