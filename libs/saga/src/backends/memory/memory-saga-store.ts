import { MemoryNodeStore, type Clock } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import { isActive, type SagaStatus } from '../../machine/saga-status.js';
import type { NewSaga, SagaRow, SagaSummary, SagaWrite, StepRecord, Written } from '../saga-row.js';
import type { Delivery, RunnableSaga, SagaCensus, SagaQuery, SagaStore, StoredSignal } from '../saga-store.js';
import { memoryCensus } from './memory-census.js';
import { MemorySagaBrowser } from './memory-saga-browser.js';
import { memoryPage } from './memory-page.js';
import { applyWrite } from './memory-write.js';
import type { MemorySaga, MemorySagas } from './memory-sagas.js';

/** Sagas in memory: the rules of the database, decided within one turn of the event loop. They end with the process. */
export class MemorySagaStore implements SagaStore {
  readonly supportsTransactions = false;
  readonly isReady = true;
  readonly nodes: MemoryNodeStore;
  readonly browser: MemorySagaBrowser;

  constructor(
    readonly shown: string,
    private readonly space: MemorySagas,
    private readonly clock: Clock,
  ) {
    this.nodes = new MemoryNodeStore(space.nodes, clock);
    this.browser = new MemorySagaBrowser(space, clock);
  }

  async start(): Promise<void> {}
  async ready(): Promise<void> {}
  async stop(): Promise<void> {}

  async ping(): Promise<number> {
    return 0;
  }

  isUnavailable(): boolean {
    return false;
  }

  isHeld(): boolean {
    return false;
  }

  async insert(sagas: readonly NewSaga[]): Promise<void> {
    for (const saga of sagas) this.#insert(saga);
  }

  async insertOwn(saga: NewSaga): Promise<boolean> {
    return this.#insert(saga);
  }

  insertIn(_manager: EntityManager): Promise<boolean> {
    return Promise.reject(noTransactions());
  }

  async record(writes: readonly SagaWrite[]): Promise<readonly Written[]> {
    return writes.flatMap((write) => this.#record(write) ?? []);
  }

  async recordAlone(write: SagaWrite): Promise<Written | undefined> {
    return this.#record(write);
  }

  recordIn(_manager: EntityManager): Promise<Written | undefined> {
    return Promise.reject(noTransactions());
  }

  transaction<R>(_work: (manager: EntityManager) => Promise<R>): Promise<R> {
    return Promise.reject(noTransactions());
  }

  async find(id: string): Promise<SagaRow | undefined> {
    const row = this.space.rows.get(id);
    return row && this.#read(row);
  }

  async findMany(ids: readonly string[]): Promise<readonly SagaRow[]> {
    return ids.flatMap((id) => this.space.rows.get(id) ?? []).map((row) => this.#read(row));
  }

  async list(query: SagaQuery): Promise<readonly SagaSummary[]> {
    return memoryPage(this.space.rows.values(), query).map((row) => this.#read(summaryOf(row)));
  }

  async history(id: string): Promise<readonly StepRecord[]> {
    return [...(this.space.history.get(id) ?? [])];
  }

  async census(overdueAfter: number): Promise<SagaCensus> {
    return memoryCensus(this.space.rows.values(), this.clock.now() - overdueAfter);
  }

  async claim(node: string, runnable: readonly RunnableSaga[], limit: number): Promise<readonly SagaRow[]> {
    const now = this.clock.now();
    const due = [...this.space.rows.values()].filter(
      (row) =>
        row.owner === undefined &&
        isActive(row.status) &&
        row.nextAt !== undefined &&
        row.nextAt <= now &&
        isRunnable(row, runnable),
    );
    return due
      .sort((a, b) => a.nextAt! - b.nextAt!)
      .slice(0, limit)
      .map((row) => this.#take(row, node));
  }

  async takeOver(node: string, runnable: readonly RunnableSaga[], limit: number, suspects: boolean): Promise<readonly SagaRow[]> {
    const { nodes, rows } = this.space;
    const lost = [...rows.values()].filter(
      (row) =>
        row.owner !== undefined &&
        isActive(row.status) &&
        (nodes.get(row.owner)?.isDead ?? true) &&
        isRunnable(row, runnable) &&
        row.recoveries >= 2 === suspects,
    );
    return lost.slice(0, limit).map((row) => {
      if (nodes.get(row.owner!)?.hasBlame ?? true) row.recoveries += 1;
      row.isDoubtful = true;
      return this.#take(row, node);
    });
  }

  async owned(node: string): Promise<readonly { readonly id: string; readonly token: number }[]> {
    return this.#ownedBy(node).map(({ id, token }) => ({ id, token }));
  }

  async cancelRequests(node: string): Promise<readonly { readonly id: string; readonly reason?: string }[]> {
    return this.#ownedBy(node)
      .filter((row) => row.isCancelRequested)
      .map(({ id, cancelReason }) => ({ id, reason: cancelReason }));
  }

  async release(node: string, ids: readonly string[]): Promise<void> {
    for (const row of this.#ownedBy(node).filter(({ id }) => ids.includes(id))) this.#release(row);
  }

  async leave(node: string): Promise<void> {
    for (const row of this.#ownedBy(node)) {
      row.isDoubtful = true;
      this.#release(row);
    }
    this.space.nodes.delete(node);
  }

  async versions(names: readonly string[]): Promise<readonly RunnableSaga[]> {
    const versions = new Map<string, RunnableSaga>();
    for (const { name, version, status } of this.space.rows.values()) {
      if (names.includes(name) && isActive(status)) versions.set(`${name}/${version}`, { name, version });
    }
    return [...versions.values()];
  }

  async resumeStopped(name: string, version: number, fingerprint: string): Promise<number> {
    const stopped = [...this.space.rows.values()].filter(
      (row) => row.name === name && row.version <= version && row.fingerprint !== fingerprint && isStoppedForVersion(row),
    );
    for (const row of stopped) {
      const status = row.progress.includes('"ends":') ? 'compensating' : 'running';
      Object.assign(row, { status, nextAt: this.clock.now(), error: undefined, reason: undefined });
    }
    return stopped.length;
  }

  async cancel(id: string, reason: string): Promise<Delivery> {
    const row = this.space.rows.get(id);
    if (!row) return { kind: 'unknown' };
    if (!isActive(row.status)) return { kind: 'refused', status: row.status };
    if (row.status === 'pending') {
      this.#endPending(row, reason);
      return { kind: 'delivered', status: row.status, owner: row.owner };
    }
    if (!row.isCancelRequested) Object.assign(row, { isCancelRequested: true, cancelReason: reason });
    if (row.owner === undefined && row.status === 'waiting') row.nextAt = this.clock.now();
    return { kind: 'delivered', status: row.status, owner: row.owner };
  }

  async wake(id: string): Promise<Delivery> {
    const row = this.space.rows.get(id);
    if (!row) return { kind: 'unknown' };
    const isTimed = row.dueAt !== undefined || (row.status === 'pending' && row.nextAt !== undefined);
    if (!isActive(row.status) || row.owner !== undefined || !isTimed) return { kind: 'refused', status: row.status };
    const now = this.clock.now();
    Object.assign(row, { nextAt: now, ...(row.dueAt === undefined ? {} : { dueAt: Math.min(row.dueAt, now) }) });
    return { kind: 'delivered', status: row.status };
  }

  async signal(id: string, name: string, signalId: string, payload: string | null): Promise<Delivery> {
    const row = this.space.rows.get(id);
    if (!row) return { kind: 'unknown' };
    if (!isActive(row.status) && row.status !== 'stopped') return { kind: 'refused', status: row.status };
    const signals = this.space.signals.get(id) ?? [];
    if (!signals.some((signal) => signal.id === signalId)) {
      signals.push({ number: ++this.space.lastSignal, sagaId: id, id: signalId, name, payload });
      this.space.signals.set(id, signals);
      row.signals += 1;
      if (row.owner === undefined && row.waitingFor === name) row.nextAt = this.clock.now();
    }
    return { kind: 'delivered', status: row.status, owner: row.owner };
  }

  signalIn(_manager: EntityManager): Promise<Delivery> {
    return Promise.reject(noTransactions());
  }

  async wakeSignalled(): Promise<number> {
    return 0;
  }

  async nextSignal(id: string, name: string, taken: readonly number[]): Promise<StoredSignal | undefined> {
    return this.space.signals.get(id)?.find((signal) => signal.name === name && !taken.includes(signal.number));
  }

  async prune(age: number, limit: number): Promise<number> {
    const before = this.clock.now() - age;
    const old = [...this.space.rows.values()]
      .filter(({ finishedAt }) => finishedAt !== undefined && finishedAt < before)
      .slice(0, limit);
    for (const { id } of old) {
      this.space.rows.delete(id);
      this.space.history.delete(id);
      this.space.signals.delete(id);
    }
    if (old.length < limit) this.#forgetNodes(before, limit);
    return old.length;
  }

  #forgetNodes(before: number, limit: number): void {
    const dead = [...this.space.nodes].filter(
      ([id, node]) => node.isDead && node.leaseUntil < before && this.#ownedBy(id).length === 0,
    );
    for (const [id] of dead.slice(0, limit)) this.space.nodes.delete(id);
  }

  #insert(saga: NewSaga): boolean {
    if (this.space.rows.has(saga.id)) return false;
    const now = this.clock.now();
    const { delay, timeout, owner, stopped, ...given } = saga;
    this.space.rows.set(saga.id, {
      ...given,
      ...stopped,
      status: stopped ? 'stopped' : owner === undefined ? 'pending' : 'running',
      results: null,
      progress: '{}',
      owner,
      token: 1,
      isDoubtful: false,
      nextAt: stopped ? undefined : now + delay,
      deadline: timeout === undefined ? undefined : now + delay + timeout,
      signals: 0,
      isCancelRequested: false,
      recoveries: 0,
      createdAt: now,
      updatedAt: now,
    });
    return true;
  }

  #record(write: SagaWrite): Written | undefined {
    const row = this.space.rows.get(write.id);
    if (!row || row.token !== write.token || (row.owner ?? null) !== write.owner) return undefined;
    const written = applyWrite(row, write, this.clock.now());
    const history = this.space.history.get(write.id) ?? [];
    history.push(...write.history.filter(({ number }) => number > (history.at(-1)?.number ?? 0)));
    this.space.history.set(write.id, history);
    if (write.parent !== undefined && !written.isHeld) this.#wakeParent(write.parent, write.id);
    return written;
  }

  #wakeParent(id: string, child: string): void {
    const parent = this.space.rows.get(id);
    if (!parent || !isActive(parent.status)) return;
    parent.signals += 1;
    if (parent.owner === undefined && parent.waitingFor === child) parent.nextAt = this.clock.now();
  }

  #take(row: MemorySaga, node: string): SagaRow {
    row.owner = node;
    row.token += 1;
    if (row.status === 'pending' || row.status === 'waiting') row.status = 'running';
    return this.#read(row);
  }

  #release(row: MemorySaga): void {
    row.owner = undefined;
    row.token += 1;
    row.nextAt = this.clock.now();
  }

  #endPending(row: MemorySaga, reason: string): void {
    const now = this.clock.now();
    const status: SagaStatus = 'cancelled';
    Object.assign(row, {
      status,
      isCancelRequested: true,
      cancelReason: reason,
      reason: reason ? `Cancelled: ${reason}` : 'Cancelled.',
    });
    Object.assign(row, { nextAt: undefined, updatedAt: now, finishedAt: now, progress: '{"undo":[],"ends":"cancelled"}' });
    if (row.parent !== undefined) this.#wakeParent(row.parent, row.id);
  }

  #ownedBy(node: string): MemorySaga[] {
    return [...this.space.rows.values()].filter((row) => row.owner === node && isActive(row.status));
  }

  #read<R extends object>(row: R): R & { readonly readAt: number } {
    return { ...row, readAt: this.clock.now() };
  }
}

function isRunnable({ name, version }: MemorySaga, runnable: readonly RunnableSaga[]): boolean {
  return runnable.some((each) => each.name === name && each.version === version);
}

function isStoppedForVersion({ status, error }: MemorySaga): boolean {
  return status === 'stopped' && error?.code === 'SAGA_VERSION';
}

function summaryOf(row: MemorySaga): Omit<MemorySaga, 'context' | 'results'> {
  const { context: _context, results: _results, ...summary } = row;
  return summary;
}

function noTransactions(): Error {
  return new TypeError('A memory: storage has no transactions; use a database for `manager` and transactional steps.');
}
