import type { RebuildRow } from './record/rebuild-record.js';
import { progressOf } from './rebuild-progress.js';

const row = (part: Partial<RebuildRow>): RebuildRow => ({
  name: 'orders',
  version: 2,
  partition: 0,
  mode: 'running',
  position: 0,
  error: null,
  startedAt: 1_000,
  ...part,
});

describe('The progress of a rebuild', () => {
  it('is its share of the log, and the time that the rest will take at its pace', () => {
    expect(progressOf(row({ position: 250 }), 1_000, 11_000)).toEqual({
      version: 2,
      position: 250,
      head: 1_000,
      done: 0.25,
      startedAt: new Date(1_000),
      remaining: 30_000,
    });
  });

  it('estimates nothing before it has begun, nor when it has stopped at an event', () => {
    expect(progressOf(row({}), 1_000, 11_000)).not.toHaveProperty('remaining');
    const error = { message: 'no', event: { stream: 'a-1', version: 1, position: 250 }, attempts: 4, at: '' };
    const stopped = progressOf(row({ position: 249, error }), 1_000, 11_000);
    expect(stopped).not.toHaveProperty('remaining');
    expect(stopped.error).toBe(error);
  });

  it('is whole on an empty log, and never more', () => {
    expect(progressOf(row({}), 0, 11_000).done).toBe(1);
    expect(progressOf(row({ position: 12 }), 10, 11_000)).toMatchObject({ done: 1, remaining: 0 });
  });

  it('names the version of the code also when that is built again', () => {
    expect(progressOf(row({ version: -2 }), 10, 0).version).toBe(2);
  });
});
