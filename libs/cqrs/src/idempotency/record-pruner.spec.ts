import type { Clock } from '@ledgerline/storage';
import { RecordPruner } from './record-pruner.js';

function prunerOf(expired: number) {
  let now = 0;
  const clock = { monotonic: () => now } as Clock;
  const asked: number[] = [];
  const prune = (most: number) => {
    asked.push(most);
    const removed = Math.min(most, expired);
    expired -= removed;
    return Promise.resolve(removed);
  };
  const pruner = new RecordPruner({ prune } as never, clock);
  const look = async () => {
    pruner.look();
    await pruner.settled();
  };
  return { asked, look, pass: (ms: number) => (now += ms), pruner };
}

describe('the records of idempotent commands that have expired', () => {
  it('are removed behind a command, a batch at a time, at once while there are more', async () => {
    const { asked, look } = prunerOf(1_100);
    for (let command = 0; command < 5; command++) await look();
    expect(asked).toEqual([500, 500, 500]);
  });

  it('are looked for once a minute, and never twice at a time', async () => {
    const { asked, look, pass, pruner } = prunerOf(0);
    pruner.look();
    pruner.look();
    await pruner.settled();
    await look();
    pass(59_999);
    await look();
    expect(asked).toHaveLength(1);
    pass(1);
    await look();
    expect(asked).toHaveLength(2);
  });

  it('stay where they are when the database is away; no command hears of it', async () => {
    const failing = { prune: () => Promise.reject(new Error('away')) } as never;
    const pruner = new RecordPruner(failing, { monotonic: () => 0 } as Clock);
    pruner.look();
    await expect(pruner.settled()).resolves.toBeUndefined();
  });
});
