/** Something that holds connections. */
export interface Closable {
  close(): Promise<void>;
}

/** Runs `work` and closes what it worked with, in reverse, whatever happened. */
export async function closing<T>(open: readonly Closable[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    for (const each of [...open].reverse()) await each.close();
  }
}
