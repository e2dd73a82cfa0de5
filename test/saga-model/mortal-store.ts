import type { SagaStore } from '@ledgerline/saga/backend';
import type { NodeStore } from '@ledgerline/storage';
import type { VirtualClock } from './virtual-clock.js';

const RECORDS = new Set(['record', 'recordAlone']);
/** What is answered by the node itself. */
const LOCAL = new Set(['isUnavailable', 'isHeld']);

/** The life of one node: what it asks the store for after its death is never heard, and what it hears it never understands. */
export class Life {
  #isOver = false;
  #wake?: Promise<void>;
  /** What befalls it at its next record. */
  fate: 'lives' | 'request' | 'answer' | 'sleep' = 'lives';

  constructor(
    private readonly clock: VirtualClock,
    private readonly nap: number,
    private readonly onDeath: () => void,
  ) {}

  /** A promise that nothing comes of any more. */
  die(): Promise<never> {
    if (!this.#isOver) this.onDeath();
    this.#isOver = true;
    return new Promise<never>(() => undefined);
  }

  /** The store as this node has it. */
  store(store: SagaStore): SagaStore {
    const nodes = this.#wrap<NodeStore>(store.nodes);
    return this.#wrap(store, { nodes });
  }

  async #before(isRecord: boolean): Promise<void> {
    if (this.#isOver || (isRecord && this.fate === 'request')) await this.die();
    if (isRecord && this.fate === 'sleep') {
      this.fate = 'lives';
      this.#wake = this.clock.sleep(this.nap);
    }
    await this.#wake;
  }

  async #after(isRecord: boolean): Promise<void> {
    if (this.#isOver || (isRecord && this.fate === 'answer')) await this.die();
    await this.#wake;
  }

  #wrap<T extends object>(target: T, own: Partial<T> = {}): T {
    return new Proxy(target, {
      get: (_target, name) => {
        if (name in own) return own[name as keyof T];
        const value = target[name as keyof T] as unknown;
        if (typeof value !== 'function') return value;
        const method = value.bind(target) as (...parameters: unknown[]) => unknown;
        if (LOCAL.has(String(name))) return method;
        const isRecord = RECORDS.has(String(name));
        return async (...parameters: unknown[]) => {
          await this.#before(isRecord);
          const answer = await method(...parameters);
          await this.#after(isRecord);
          return answer;
        };
      },
    });
  }
}
