import { OrderStreams } from './order-streams.js';

describe('the streams of a caller', () => {
  it('are expected where the appends before left them, and a new one follows each tenth append', () => {
    const streams = new OrderStreams('order', 100);
    const places = Array.from({ length: 21 }, () => streams.next());
    expect(places[0]).toEqual({ stream: 'order-1', expectedVersion: 0 });
    expect(places[9]).toEqual({ stream: 'order-1', expectedVersion: 900 });
    expect(places[10]).toEqual({ stream: 'order-2', expectedVersion: 0 });
    expect(places[20]).toEqual({ stream: 'order-3', expectedVersion: 0 });
  });

  it('are no other caller’s', () => {
    const names = OrderStreams.forCallers(64, 'ours').map((streams) => streams.next().stream);
    expect(new Set(names).size).toBe(64);
  });
});
