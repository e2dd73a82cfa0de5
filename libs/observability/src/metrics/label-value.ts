/** Stands for every name that the application has not registered. */
const OTHER = 'other';

/**
 * Makes a label's value of a name: registered ones stay, all others share one value. Whoever may write to streams of any name, or into a
 * store that others share, can so never flood Prometheus with series.
 */
export function labelFrom(isRegistered: (name: string) => boolean): (name: string) => string {
  return (name) => (isRegistered(name) ? name : OTHER);
}
