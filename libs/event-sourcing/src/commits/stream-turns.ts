import { AsyncResource } from 'node:async_hooks';

/** An append whose transaction is open, or that is durable and waits for one before it. */
interface Turn {
  readonly version: number;
  /** What to do when it is its turn, in the asynchronous context of its own append; `undefined` = not known yet whether it is durable. */
  tell?: () => void;
  /** Whether its transaction can still end in a way that somebody hears of. */
  readonly isAlive: () => boolean;
}

/**
 * Keeps what is told of a stream in the order of its versions. The database's answers may come in another: that of a commit after
 * that of an append which waited for it, on another connection.
 */
export class StreamTurns {
  readonly #turns = new Map<string, Turn[]>();

  /** Tells at once, or behind what is before it in its stream. */
  take(stream: string, version: number, tell: () => void): void {
    const turns = this.#turns.get(stream);
    if (!turns) return tell();
    insert(turns, { version, tell: AsyncResource.bind(tell), isAlive: () => true });
    this.#goOn(stream, turns);
  }

  /** Keeps a turn for an append in an open transaction; returns what ends that: with what to tell, or with nothing. */
  keep(stream: string, version: number, isAlive: () => boolean): (tell: (() => void) | undefined) => void {
    for (const [other, turns] of this.#turns) this.#goOn(other, turns);
    const turns = this.#turns.get(stream) ?? [];
    this.#turns.set(stream, turns);
    const turn: Turn = { version, isAlive };
    insert(turns, turn);
    return (tell) => {
      if (tell) turn.tell = AsyncResource.bind(tell);
      else remove(turns, turn);
      this.#goOn(stream, turns);
    };
  }

  /** Gives up waiting for what is before a version: whoever holds a later one knows that it has ended. */
  skipBefore(stream: string, version: number): void {
    const turns = this.#turns.get(stream);
    if (!turns) return;
    for (const turn of turns.filter((each) => !each.tell && each.version < version)) remove(turns, turn);
    this.#goOn(stream, turns);
  }

  #goOn(stream: string, turns: Turn[]): void {
    for (let first = turns[0]; first && (first.tell || !first.isAlive()); first = turns[0]) {
      turns.shift();
      first.tell?.();
    }
    if (turns.length === 0 && this.#turns.get(stream) === turns) this.#turns.delete(stream);
  }

  /** Whether something of the stream waits to be told. */
  isWaiting(stream: string): boolean {
    return this.#turns.get(stream)?.some(({ tell }) => tell !== undefined) ?? false;
  }
}

/** Behind those of its own version: what they were for has been rolled back, or there would be no second one. */
function insert(turns: Turn[], turn: Turn): void {
  const after = turns.findIndex(({ version }) => version > turn.version);
  turns.splice(after === -1 ? turns.length : after, 0, turn);
}

function remove(turns: Turn[], turn: Turn): void {
  const index = turns.indexOf(turn);
  if (index !== -1) turns.splice(index, 1);
}
