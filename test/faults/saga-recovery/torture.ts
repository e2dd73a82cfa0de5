import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseKind } from '@ledgerline/local-servers/testing';
import { ownServer, type OwnServer, type SagaApp } from '../saga-support/saga-app.js';
import { problemsOf } from './invariants.js';
import { ended, onlooker, Program, runNode, type Ledger } from './recovery-bench.js';

const LEASE_TERM = 4_000;
const NODES = 3;
const ENDS = /^(completed|compensated)$/;

interface Node {
  readonly program: Program;
  readonly name: string;
}

/** A few nodes that start and run sagas all the time, and what is done to them. All chance follows from one seed. */
export class Torture {
  readonly #counts: Record<string, number> = {};
  #nodes: Node[] = [];
  /** Everything that ran, to read its output at the end. */
  readonly #all: Node[] = [];
  #random: () => number;
  #sagas = 0;

  private constructor(
    private readonly seed: number,
    private readonly server: OwnServer,
    private readonly url: string,
    private readonly books: string,
    private readonly observer: { readonly app: SagaApp },
  ) {
    this.#random = mulberry32(seed);
  }

  static async begin(seed: number, kind: DatabaseKind, books: string): Promise<Torture> {
    const server = await ownServer(kind);
    const url = await server.ensureDatabase('sagas');
    const torture = new Torture(seed, server, url, books, await onlooker(url));
    for (let index = 0; index < NODES; index++) torture.#open();
    for (const { program } of torture.#nodes) await program.says(/started/);
    return torture;
  }

  /** One fault, after a while of work. */
  async inflict(): Promise<void> {
    await pause(300 + this.#random() * 1_500);
    const victim = this.#nodes[Math.floor(this.#random() * this.#nodes.length)]!;
    const dice = this.#random();
    if (dice < 0.5) return this.#kill(victim);
    if (dice < 0.7) return this.#pauseAndWake(victim);
    if (dice < 0.85) return this.#dismiss(victim);
    return this.#killServer();
  }

  /** No further sagas, no further faults. */
  async heal(): Promise<void> {
    for (const node of this.#nodes) await this.#replaceBy(node, 'SIGKILL', false);
  }

  /** What is not as promised. */
  async problems(ledger: Ledger): Promise<string[]> {
    const { runner } = this.observer.app;
    const problems: string[] = [];
    const ids = this.#all.flatMap(({ program }) => [...program.output.matchAll(/^started (\S+)$/gm)].map(([, id]) => id!));
    this.#sagas = ids.length;
    for (const id of ids) {
      const view = await ended(runner, id, ENDS, 90_000);
      problems.push(...problemsOf(view, await runner.history(id), await ledger.of(id)));
    }
    const { overdue } = await runner.census();
    if (overdue.length > 0) problems.push(`overdue: ${JSON.stringify(overdue)}`);
    for (const { program, name } of this.#all) {
      const bad = /^.*(came to a halt|cannot be read|unhandled|uncaught).*$/im.exec(program.output);
      if (bad) problems.push(`${name}: ${bad[0]}`);
    }
    return problems;
  }

  summary(): string {
    const counts = Object.entries(this.#counts).map(([what, count]) => `${count} × ${what}`);
    return `Seed ${this.seed}: ${this.#sagas} sagas on ${this.#all.length} nodes came to their ends after ${counts.join(', ')}.`;
  }

  async end(): Promise<void> {
    await Program.killAll();
    await this.observer.app.close();
    await this.server.stop();
  }

  async #kill(victim: Node): Promise<void> {
    this.#count('kill -9 of a node');
    await this.#replaceBy(victim, 'SIGKILL', true);
  }

  /** The node that wakes finds that others have gone on, and goes on itself. */
  async #pauseAndWake({ program }: Node): Promise<void> {
    this.#count('pause longer than the lease');
    program.signal('SIGSTOP');
    await pause(LEASE_TERM * 2.5);
    program.signal('SIGCONT');
  }

  async #dismiss(victim: Node): Promise<void> {
    this.#count('SIGTERM of a node');
    await this.#replaceBy(victim, 'SIGTERM', true);
  }

  async #killServer(): Promise<void> {
    this.#count('kill -9 of the database');
    await this.server.kill();
    await pause(this.#random() * LEASE_TERM * 1.5);
    await this.server.restart();
  }

  async #replaceBy(node: Node, signal: NodeJS.Signals, isLoaded: boolean): Promise<void> {
    node.program.signal(signal);
    await node.program.exit();
    this.#nodes = this.#nodes.filter((each) => each !== node);
    this.#open(isLoaded);
  }

  #open(isLoaded = true): void {
    const name = `node${this.#all.length}`;
    const load = { prefix: name, pause: 150, seed: this.seed + this.#all.length };
    const orders = { url: this.url, ledger: this.books, leaseTerm: LEASE_TERM, ...(isLoaded ? { load } : {}) };
    const node: Node = { program: runNode(orders), name };
    this.#nodes.push(node);
    this.#all.push(node);
  }

  #count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }
}

/** A small generator of random numbers in [0, 1) from a seed, by Tommy Ettinger (public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
