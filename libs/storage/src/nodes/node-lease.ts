import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import type { NodeIdentity, NodeStore } from './node-store.js';

/** What the owner of a lease wants to hear. */
export interface NodeLeaseListener {
  /** No renewal has succeeded for a term: start nothing, record nothing, abort what runs; it may yet come back. */
  readonly onSilent: () => void;
  /** The lease is held again, under the same id. */
  readonly onRegained: () => void;
  /** The node was declared dead: what it ran belongs to others. It goes on under a new id when this returns. */
  readonly onLost: (lostId: string) => void;
}

/** Renewals for each term. */
const RENEWALS = 3;
const LONGEST_HOST = 60;

/**
 * The heartbeat of one process: one row, renewed at a third of the term.
 *
 * It counts its own silence from the moment the last renewal that succeeded was *sent*, by the larger of the wall clock and the monotonic
 * clock (either may stand still or jump while a machine sleeps). Timers do not run in a pause, so {@link isHeld} is asked before every
 * attempt.
 */
export class NodeLease {
  readonly #logger = new Logger('Ledgerline');
  #identity = freshIdentity();
  #state: 'unregistered' | 'held' | 'silent' | 'stopped' = 'unregistered';
  #lastSent = { wall: 0, monotonic: 0 };
  #cancelTimer?: () => void;
  #beating?: Promise<void>;

  constructor(
    private readonly store: NodeStore,
    private readonly term: number,
    private readonly clock: Clock,
    private readonly listener: NodeLeaseListener,
  ) {}

  /** Under which the node is known now. */
  get id(): string {
    return this.#identity.id;
  }

  /** Registers the node and begins to renew; rejects when the store cannot be reached now. */
  async start(): Promise<void> {
    if (this.#state !== 'unregistered') return;
    await this.#register();
    this.#beatAfter(this.term / RENEWALS);
  }

  /** Whether the node may start and record work at this moment. */
  isHeld(): boolean {
    if (this.#state === 'held' && this.#silence() >= this.term) this.#fallSilent();
    return this.#state === 'held';
  }

  /** Ends the heartbeat; whoever hands the work back ends the lease. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#cancelTimer?.();
    await this.#beating?.catch(() => undefined);
    await this.store.close();
  }

  async #register(): Promise<void> {
    const sent = this.#now();
    await this.store.register(this.#identity, this.term);
    if (this.#state === 'stopped') return;
    this.#lastSent = sent;
    this.#state = 'held';
  }

  #beatAfter(delay: number): void {
    if (this.#state === 'stopped') return;
    this.#cancelTimer = this.clock.setTimer(() => {
      this.#beating = this.#beat().finally(() => this.#beatAfter(this.term / RENEWALS));
    }, delay);
  }

  async #beat(): Promise<void> {
    this.isHeld();
    const sent = this.#now();
    try {
      if (this.#state === 'unregistered') return await this.#register();
      const isRenewed = await this.store.renew(this.id, this.term);
      if ((this.#state as string) === 'stopped') return;
      if (isRenewed) this.#regain(sent);
      else await this.#lose();
    } catch {
      // The database is away; the connection's owner says so, and the silence is counted.
      this.isHeld();
    }
  }

  #regain(sent: { wall: number; monotonic: number }): void {
    this.#lastSent = sent;
    const wasSilent = this.#state === 'silent';
    this.#state = 'held';
    // The answer may have been longer on its way than the lease is long.
    if (!this.isHeld()) return;
    if (!wasSilent) return;
    this.#logger.log(`The node ${this.id} holds its lease again.`);
    this.listener.onRegained();
  }

  async #lose(): Promise<void> {
    const lostId = this.id;
    this.#state = 'unregistered';
    this.#logger.warn(`The node ${lostId} was declared dead after a silence of a term; what it ran goes on elsewhere.`);
    this.listener.onLost(lostId);
    this.#identity = freshIdentity();
    await this.#register();
  }

  #fallSilent(): void {
    this.#state = 'silent';
    this.#logger.warn(`The node ${this.id} could not renew its lease for ${this.term} ms; it starts nothing until it can.`);
    this.listener.onSilent();
  }

  #now(): { wall: number; monotonic: number } {
    return { wall: this.clock.now(), monotonic: this.clock.monotonic() };
  }

  #silence(): number {
    return Math.max(this.clock.now() - this.#lastSent.wall, this.clock.monotonic() - this.#lastSent.monotonic);
  }
}

function freshIdentity(): NodeIdentity {
  const host = hostname()
    .replace(/[^\w.-]/g, '_')
    .slice(0, LONGEST_HOST);
  return { id: `${host}:${process.pid}:${randomBytes(6).toString('hex')}`, host, pid: process.pid };
}
