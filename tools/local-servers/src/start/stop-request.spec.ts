import { StopRequest } from './stop-request.js';

describe('StopRequest', () => {
  let request: StopRequest;

  beforeEach(() => {
    jest.useFakeTimers();
    request = new StopRequest({});
  });

  afterEach(() => {
    request.stopListening();
    jest.useRealTimers();
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is asked by %s', async (signal) => {
    expect(request.isAsked).toBe(false);
    process.emit(signal, signal);
    expect(request.isAsked).toBe(true);
    await expect(request.asked).resolves.toBe(signal);
  });

  it('takes the same Ctrl-C, passed on by npm, for one request', () => {
    process.emit('SIGINT', 'SIGINT');
    jest.advanceTimersByTime(900);
    process.emit('SIGINT', 'SIGINT');
    expect(request.hurry.aborted).toBe(false);
  });

  it('hurries when the reader asks again', () => {
    process.emit('SIGINT', 'SIGINT');
    jest.advanceTimersByTime(1100);
    process.emit('SIGINT', 'SIGINT');
    expect(request.hurry.aborted).toBe(true);
  });

  it('leaves the signals alone once it has stopped listening', () => {
    const before = process.listenerCount('SIGINT');
    request.stopListening();
    expect(process.listenerCount('SIGINT')).toBe(before - 1);
  });
});
