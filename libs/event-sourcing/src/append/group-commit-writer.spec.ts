import fc from 'fast-check';
import { systemClock, type Clock } from '@ledgerline/storage';
import type { AppendOutcome, AppendRequest } from '../backends/event-backend.js';
import { NotSentError, OutcomeUnknownError, RepeatedIdError } from './append-failure.js';
import { GroupCommitWriter, type SendBatch } from './group-commit-writer.js';
import { DEFAULT_WRITER_OPTIONS } from './writer-options.js';

const immediately: Clock = { ...systemClock, setTimer: (callback) => (queueMicrotask(callback), () => undefined) };

const appended: AppendOutcome = { kind: 'appended', version: 1, partition: 0, positions: [1], recordedAt: 0 };

function request(stream: string, data = '{}'): AppendRequest {
  return {
    stream,
    category: 'c',
    expected: -1,
    events: [{ id: stream, type: 't', schemaVersion: 1, data, metadata: null }],
    mayRepeat: false,
  };
}

function writer(send: SendBatch, options: Partial<typeof DEFAULT_WRITER_OPTIONS> = {}) {
  return new GroupCommitWriter(send, { ...DEFAULT_WRITER_OPTIONS, ...options }, immediately);
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('GroupCommitWriter', () => {
  it('sends a lone append at once, and what comes meanwhile in the next batch', async () => {
    const sent: number[] = [];
    let release: () => void = () => undefined;
    const group = writer(async (batch) => {
      sent.push(batch.length);
      await new Promise<void>((resolve) => (release = resolve));
      return batch.map(() => appended);
    });
    const first = group.append(request('a'));
    await turn();
    const rest = ['b', 'c', 'd'].map((stream) => group.append(request(stream)));
    await turn();
    expect(sent).toEqual([1]);
    release();
    await first;
    await turn();
    expect(sent).toEqual([1, 3]);
    release();
    await Promise.all(rest);
  });

  it('never has a stream in two batches at a time nor twice in one, and keeps the order within a stream', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 4 }),
        async (streams, lanes) => {
          const inFlight = new Set<string>();
          const order = new Map<string, string[]>();
          const group = writer(
            async (batch) => {
              for (const { stream, events } of batch) {
                expect(inFlight.has(stream)).toBe(false);
                inFlight.add(stream);
                order.set(stream, [...(order.get(stream) ?? []), events[0]!.data]);
              }
              await turn();
              for (const { stream } of batch) inFlight.delete(stream);
              return batch.map(() => appended);
            },
            { lanes, laneThreshold: 1, maxBatchAppends: 7 },
          );
          await Promise.all(streams.map((stream, index) => group.append(request(`s${stream}`, String(index)))));
          for (const numbers of order.values()) expect(numbers).toEqual([...numbers].sort((a, b) => Number(a) - Number(b)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('opens a second lane only when enough appends wait', async () => {
    let most = 0;
    let now = 0;
    const send: SendBatch = async (batch) => {
      most = Math.max(most, ++now);
      await turn();
      now -= 1;
      return batch.map(() => appended);
    };
    const some = async (count: number) => {
      const group = writer(send, { lanes: 2, laneThreshold: 8, maxBatchAppends: 8 });
      most = 0;
      await Promise.all(Array.from({ length: count }, (_, index) => group.append(request(`s${index}`))));
      return most;
    };
    expect(await some(8)).toBe(1);
    expect(await some(64)).toBe(2);
  });

  it('tries again for a stream that is held, while others go on, and gives up after its time', async () => {
    let held = 3;
    const group = writer(async (batch) =>
      batch.map(({ stream }) => (stream === 'held' && held-- > 0 ? { kind: 'busy' as const } : appended)),
    );
    expect(await Promise.all([group.append(request('held')), group.append(request('free'))])).toEqual([appended, appended]);
    const never = writer(async (batch) => batch.map(() => ({ kind: 'busy' as const })), { busyTimeout: -1 });
    await expect(never.append(request('held'))).rejects.toMatchObject({ code: 'EVENT_STORE_OVERLOADED' });
  });

  it('a batch that the database refuses is sent again one by one, so that only the guilty one fails', async () => {
    const sizes: number[] = [];
    const group = writer(async (batch) => {
      sizes.push(batch.length);
      if (batch.some(({ stream }) => stream === 'guilty')) throw Object.assign(new Error('bad data'), { code: '22P02' });
      return batch.map(() => appended);
    });
    const results = await Promise.allSettled(['a', 'guilty', 'b'].map((stream) => group.append(request(stream))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(sizes).toEqual([3, 1, 1, 1]);
  });

  it('an append whose answer was lost is sent again as one that may repeat', async () => {
    const flags: boolean[] = [];
    const group = writer(async (batch) => {
      flags.push(batch[0]!.mayRepeat);
      if (flags.length === 1) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
      return batch.map(() => appended);
    });
    await group.append(request('a'));
    expect(flags).toEqual([false, true]);
  });

  it('an id that is stored already is looked up, for the whole batch that met it', async () => {
    let calls = 0;
    const group = writer(async (batch) => {
      if (calls++ === 0) throw new RepeatedIdError(new Error('duplicate key'));
      return batch.map(({ mayRepeat }) => (mayRepeat ? { ...appended, kind: 'repeated' as const } : appended));
    });
    expect((await group.append(request('a'))).kind).toBe('repeated');
  });

  it('nothing that was not sent is tried again, and what was sent is told apart', async () => {
    const away = writer(() => Promise.reject(new NotSentError(new Error('refused'))));
    await expect(away.append(request('a'))).rejects.toBeInstanceOf(NotSentError);
    let calls = 0;
    const lost = writer(() =>
      Promise.reject(calls++ === 0 ? Object.assign(new Error(), { code: 'ECONNRESET' }) : new NotSentError(new Error('refused'))),
    );
    await expect(lost.append(request('a'))).rejects.toBeInstanceOf(OutcomeUnknownError);
  });

  it('refuses more than the queue may hold, and drains what it took', async () => {
    let isOpen = false;
    const group = writer(
      async (batch) => {
        while (!isOpen) await turn();
        return batch.map(() => appended);
      },
      { maxQueued: 2 },
    );
    const taken = [group.append(request('a'))];
    await turn();
    taken.push(group.append(request('b')), group.append(request('c')));
    await expect(group.append(request('d'))).rejects.toMatchObject({ code: 'EVENT_STORE_OVERLOADED' });
    const drained = group.drain();
    isOpen = true;
    await drained;
    await Promise.all(taken);
  });
});
