import type { LiveMessage } from '@ledgerline/devtools/api';

export type LiveListener = (message: LiveMessage) => void;

/** How the connection stands: `paused` while the tab is hidden or nobody listens. */
export type LiveState = 'connecting' | 'open' | 'paused' | 'lost';

/** What a browser's `EventSource` is used for here. */
export interface LiveSource {
  addEventListener(kind: string, listener: (message: { data: string; lastEventId: string }) => void): void;
  close(): void;
}

/** What of the document says whether the tab is seen. */
export interface Visibility {
  readonly visibilityState: string;
  addEventListener(kind: 'visibilitychange', listener: () => void): void;
}

const KINDS: readonly LiveMessage['kind'][] = ['events', 'skipped', 'saga', 'pulse'];

/**
 * The one stream of server-sent events that a page has, shared by its views. It is closed while the tab is hidden or nobody listens, and
 * goes on behind the last message: what came meanwhile is sent then.
 */
export class LiveConnection {
  readonly #listeners = new Set<LiveListener>();
  readonly #stateListeners = new Set<(state: LiveState) => void>();
  #source?: LiveSource;
  #lastId = '';
  #state: LiveState = 'paused';

  /** @param open opens the stream behind a message's id; the empty text means from now on */
  constructor(
    private readonly open: (lastId: string) => LiveSource,
    private readonly visibility: Visibility,
  ) {
    visibility.addEventListener('visibilitychange', () => this.#settle());
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Hears every message from now on; returns how to stop. */
  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    this.#settle();
    return () => {
      this.#listeners.delete(listener);
      this.#settle();
    };
  }

  /** Hears of the connection's state; returns how to stop. */
  watch(listener: (state: LiveState) => void): () => void {
    this.#stateListeners.add(listener);
    listener(this.#state);
    return () => this.#stateListeners.delete(listener);
  }

  #settle(): void {
    const isWanted = this.#listeners.size > 0 && this.visibility.visibilityState !== 'hidden';
    if (isWanted && !this.#source) this.#connect();
    if (isWanted || !this.#source) return;
    this.#source.close();
    this.#source = undefined;
    this.#become('paused');
  }

  #connect(): void {
    this.#become('connecting');
    const source = this.open(this.#lastId);
    this.#source = source;
    source.addEventListener('open', () => this.#become('open'));
    source.addEventListener('error', () => this.#become('lost'));
    for (const kind of KINDS) {
      source.addEventListener(kind, ({ data, lastEventId }) => {
        if (lastEventId !== '') this.#lastId = lastEventId;
        const message = JSON.parse(data) as LiveMessage;
        for (const listener of this.#listeners) listener(message);
      });
    }
  }

  #become(state: LiveState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }
}
