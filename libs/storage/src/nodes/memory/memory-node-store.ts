import type { Clock } from '../../clock/clock.js';
import type { NodeIdentity, NodeStore } from '../node-store.js';

/** A node of a memory space. */
export interface MemoryNode {
  leaseUntil: number;
  steadySince: number;
  isDead: boolean;
  hasBlame: boolean;
}

/** The nodes of one memory space, by id. */
export type MemoryNodes = Map<string, MemoryNode>;

/** Leases in memory: the rules of the database, for tests and for applications of one process that share a space. */
export class MemoryNodeStore implements NodeStore {
  constructor(
    private readonly nodes: MemoryNodes,
    private readonly clock: Clock,
  ) {}

  async register({ id }: NodeIdentity, term: number): Promise<void> {
    if (this.nodes.has(id)) return;
    const now = this.clock.now();
    this.nodes.set(id, { leaseUntil: now + term, steadySince: now, isDead: false, hasBlame: false });
  }

  async renew(id: string, term: number): Promise<boolean> {
    const node = this.nodes.get(id);
    if (!node || node.isDead) return false;
    const now = this.clock.now();
    if (node.leaseUntil <= now) node.steadySince = now;
    node.leaseUntil = now + term;
    return true;
  }

  async declareDead(id: string, term: number): Promise<readonly string[]> {
    const me = this.nodes.get(id);
    const now = this.clock.now();
    if (!me || me.isDead || me.steadySince >= now - term) return [];
    const dead = [...this.nodes].filter(([other, node]) => other !== id && !node.isDead && node.leaseUntil < now);
    for (const [, node] of dead) {
      node.isDead = true;
      node.hasBlame = node.leaseUntil > me.steadySince;
    }
    return dead.map(([other]) => other);
  }

  async close(): Promise<void> {}
}
