import { eventually } from './eventually.js';

describe('eventually', () => {
  it('gives what the check gives, once it neither throws nor gives false', async () => {
    const answers = [
      () => {
        throw new Error('not yet');
      },
      () => false as const,
      () => Promise.reject(new Error('not yet')),
      () => 'done',
    ];
    await expect(eventually(() => answers.shift()?.() ?? 'too far', { interval: 1 })).resolves.toBe('done');
    expect(answers).toEqual([]);
  });

  it('takes undefined for a yes, so that an expectation can be the check', async () => {
    await expect(eventually(() => expect(1).toBe(1))).resolves.toBeUndefined();
  });

  it('gives up with the last failure and what it waited for', async () => {
    const failure = new Error('the queue holds 3');
    const waiting = eventually(() => Promise.reject(failure), { timeout: 20, interval: 1, until: 'the queue is empty' });
    await expect(waiting).rejects.toMatchObject({
      message: 'Not within 20 ms: the queue is empty. The last check: the queue holds 3',
      cause: failure,
    });
  });

  it('is not stopped by fake timers', async () => {
    jest.useFakeTimers();
    try {
      let asked = 0;
      await eventually(() => ++asked === 3, { interval: 1 });
      expect(asked).toBe(3);
    } finally {
      jest.useRealTimers();
    }
  });
});
