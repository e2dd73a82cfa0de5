/**
 * What the backends of one `memory:` URL keep. Spaces with a name are shared by all modules of the process that give the same
 * name, over applications too, as the storage URL's contract says; a space lives as long as somebody holds it.
 */
export class MemorySpace {
  readonly #contents = new Map<string, unknown>();

  /** The part of the space called `name`, made by `create` on first use. */
  part<T>(name: string, create: () => T): T {
    if (!this.#contents.has(name)) this.#contents.set(name, create());
    return this.#contents.get(name) as T;
  }
}

const namedSpaces = new Map<string, { space: MemorySpace; holders: number }>();

/** Takes hold of the space called `name`; `release` gives it up, and the last one to do so frees it. */
export function holdMemorySpace(name: string): { space: MemorySpace; release: () => void } {
  if (name === '') return { space: new MemorySpace(), release: () => {} };
  const entry = namedSpaces.get(name) ?? { space: new MemorySpace(), holders: 0 };
  namedSpaces.set(name, entry);
  entry.holders += 1;
  let isHeld = true;
  return {
    space: entry.space,
    release: () => {
      if (!isHeld) return;
      isHeld = false;
      entry.holders -= 1;
      if (entry.holders === 0) namedSpaces.delete(name);
    },
  };
}
