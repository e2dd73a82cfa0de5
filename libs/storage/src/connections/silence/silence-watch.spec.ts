import type { Clock } from '../../clock/clock.js';
import type { Line, Lines } from './line.js';
import { SilenceWatch } from './silence-watch.js';

/** A clock whose timers run when it is told to go on. */
class ManualClock implements Clock {
  #now = 0;
  #timers: { at: number; callback: () => void }[] = [];

  now = () => this.#now;
  monotonic = () => this.#now;
  random = () => 0.5;

  setTimer(callback: () => void, delay: number): () => void {
    const timer = { at: this.#now + delay, callback };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  async advance(by: number, step = 100): Promise<void> {
    for (const end = this.#now + by; this.#now < end;) {
      this.#now += Math.min(step, end - this.#now);
      for (const timer of this.#timers.filter(({ at }) => at <= this.#now)) {
        this.#timers = this.#timers.filter((other) => other !== timer);
        timer.callback();
      }
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
  }
}

interface FakeLine extends Line {
  heard: number;
  isWaiting: boolean;
  isFree: boolean;
  ended?: Error;
}

function line(session: number, isWaiting: boolean): FakeLine {
  const made: FakeLine = { session, isWaiting, heard: 0, isFree: false, hangUp: (reason) => (made.ended = reason) };
  return made;
}

describe('A watch over silent connections', () => {
  let clock: ManualClock;
  let slow: FakeLine;
  let idle: FakeLine;
  let atWork: jest.MockedFunction<Lines['atWork']>;
  let watch: SilenceWatch;
  let lines: FakeLine[];
  const onLost = jest.fn<void, [Error]>();

  beforeEach(() => {
    clock = new ManualClock();
    [slow, idle] = [line(1, true), line(2, false)];
    lines = [slow, idle];
    atWork = jest.fn();
    onLost.mockReset();
    watch = new SilenceWatch({ open: () => lines.filter(({ ended }) => !ended), atWork }, clock, onLost);
  });
  afterEach(() => watch.stop());

  it('asks for those alone that wait for an answer, and not at once', async () => {
    atWork.mockResolvedValue(new Set([1]));
    await clock.advance(2_000);
    expect(atWork).not.toHaveBeenCalled();
    await clock.advance(2_000);
    expect(atWork).toHaveBeenCalledTimes(1);
    expect(atWork).toHaveBeenCalledWith([1], expect.any(Number));
  });

  it('leaves a slow statement alone, and asks for it less and less', async () => {
    atWork.mockResolvedValue(new Set([1]));
    await clock.advance(120_000);
    expect(slow.ended).toBeUndefined();
    expect(atWork.mock.calls.length).toBeLessThan(9);
    expect(atWork.mock.calls.length).toBeGreaterThan(4);
  });

  it('asks for nothing while answers come', async () => {
    for (let second = 0; second < 30; second++) {
      slow.heard += 1;
      await clock.advance(1_000);
    }
    expect(atWork).not.toHaveBeenCalled();
  });

  it('ends a connection whose statement the server does not know, and those that nobody uses, but no other', async () => {
    const free = line(3, false);
    free.isFree = true;
    lines.push(free);
    atWork.mockResolvedValue(new Set());
    await clock.advance(4_000);
    expect(slow.ended).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringContaining('knows nothing') });
    expect(free.ended).toBe(slow.ended);
    expect(idle.ended).toBeUndefined();
    expect(onLost).not.toHaveBeenCalled();
  });

  it('ends every connection of a server that does not answer, and says so', async () => {
    const cause = new Error('timeout expired');
    atWork.mockRejectedValue(cause);
    await clock.advance(4_000);
    expect(slow.ended).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringContaining('does not answer'), cause });
    expect(idle.ended).toBe(slow.ended);
    expect(onLost).toHaveBeenCalledWith(slow.ended);
  });

  it.each([{ severity: 'FATAL', code: '53300' }, { sqlState: '08004' }])('takes a refusal for an answer: %j', async (said) => {
    atWork.mockRejectedValue(Object.assign(new Error('too many connections'), said));
    await clock.advance(20_000);
    expect(slow.ended).toBeUndefined();
    expect(onLost).not.toHaveBeenCalled();
  });

  it('leaves all alone where a pooler stands between, which answers', async () => {
    atWork.mockResolvedValue(undefined);
    await clock.advance(20_000);
    expect(slow.ended).toBeUndefined();
  });

  it('does not blame the server for a pause of this process', async () => {
    await clock.advance(60_000, 60_000);
    await clock.advance(600);
    expect(atWork).not.toHaveBeenCalled();
  });

  it('spares a connection whose answer came while the server was asked', async () => {
    let answer!: (sessions: ReadonlySet<number>) => void;
    atWork.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await clock.advance(3_500);
    slow.heard += 10;
    answer(new Set());
    await clock.advance(1_000);
    expect(slow.ended).toBeUndefined();
  });

  it('spares all when any of them was answered meanwhile, though no new connection was to be had', async () => {
    let fail!: (error: Error) => void;
    atWork.mockReturnValueOnce(new Promise((_, reject) => (fail = reject)));
    await clock.advance(3_500);
    idle.heard += 10;
    fail(new Error('timeout expired'));
    await clock.advance(1_000);
    expect(slow.ended).toBeUndefined();
    expect(onLost).not.toHaveBeenCalled();
  });

  it('asks nothing any more once it is stopped', async () => {
    watch.stop();
    await clock.advance(60_000);
    expect(atWork).not.toHaveBeenCalled();
  });
});
