import type { ProjectionError } from '../../projection-status.js';
import type { ProjectionAdvance, ProjectionKey, ProjectionLedger, ProjectionRole, ProjectionRow } from '../projection-ledger.js';

type Entry = { -readonly [K in keyof ProjectionRow]: ProjectionRow[K] };

/**
 * The rows of projections that keep their model in this process: nobody else runs them, so nobody takes them over, and they begin anew
 * with the process.
 */
export class MemoryProjectionLedger implements ProjectionLedger {
  readonly #rows = new Map<string, Entry>();
  readonly #failed = new Map<Entry, number>();

  async rows(): Promise<ProjectionRow[]> {
    return [...this.#rows.values()].map((row) => ({ ...row }));
  }

  async add(key: ProjectionKey, role: ProjectionRole, position: number): Promise<void> {
    if (this.#rows.has(idOf(key))) return;
    const state = {
      role,
      mode: 'running',
      position,
      epoch: 0,
      owner: null,
      isLeased: false,
      reachedAt: null,
      error: null,
    } as const;
    this.#rows.set(idOf(key), { ...key, ...state });
  }

  async take(key: ProjectionKey, owner: string): Promise<ProjectionRow | null> {
    const row = this.#rows.get(idOf(key));
    if (!row || (row.owner !== null && row.owner !== owner)) return null;
    Object.assign(row, { owner, isLeased: true, epoch: row.epoch + 1 });
    return { ...row };
  }

  async renew(key: ProjectionKey, epoch: number): Promise<ProjectionRow | null> {
    const row = this.#held(key, epoch);
    return row ? { ...row } : null;
  }

  async release(key: ProjectionKey, epoch: number): Promise<void> {
    const row = this.#held(key, epoch);
    if (row) Object.assign(row, { owner: null, isLeased: false });
  }

  async advance(key: ProjectionKey, { epoch, from, to, reachedAt }: ProjectionAdvance): Promise<boolean> {
    const row = this.#held(key, epoch);
    if (row?.mode !== 'running' || row.position !== from) return false;
    Object.assign(row, { position: to, reachedAt: reachedAt ?? row.reachedAt });
    return true;
  }

  async fault(key: ProjectionKey, epoch: number, error: ProjectionError): Promise<boolean> {
    const row = this.#held(key, epoch);
    if (row?.mode !== 'running') return false;
    this.#failed.set(row, error.event.position);
    Object.assign(row, { mode: 'faulted', error });
    return true;
  }

  async pause(name: string): Promise<void> {
    for (const row of this.#live(name)) row.mode = 'paused';
  }

  async resume(name: string, skip: boolean): Promise<void> {
    for (const row of this.#live(name)) {
      if (row.mode === 'running') continue;
      if (skip) row.position = Math.max(row.position, this.#failed.get(row) ?? 0);
      this.#failed.delete(row);
      Object.assign(row, { mode: 'running', error: null });
    }
  }

  #live(name: string): Entry[] {
    return [...this.#rows.values()].filter((row) => row.name === name && row.role === 'live');
  }

  #held(key: ProjectionKey, epoch: number): Entry | undefined {
    const row = this.#rows.get(idOf(key));
    return row?.epoch === epoch && row.owner !== null ? row : undefined;
  }
}

function idOf({ name, version, partition }: ProjectionKey): string {
  return `${name} ${version} ${partition}`;
}
