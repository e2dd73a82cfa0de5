import type { RecordedEvent } from '../events/recorded-event.js';
import { SubscriptionWork } from './subscription-work.js';

const recorded = (id: string, correlationId?: string, traceparent?: string) =>
  ({ id, metadata: { correlationId, traceparent } }) as unknown as RecordedEvent;

describe('the context in which a subscription hands over', () => {
  it('is that of the request that its events came of, and of the last of them', () => {
    const work = new SubscriptionWork('mailer', [recorded('1', 'request'), recorded('2', 'request')]);
    expect(work).toMatchObject({ kind: 'subscription', name: 'mailer', correlationId: 'request', causationId: '2' });
  });

  it('is of no request when the batch mixes some, and stays the same', () => {
    const work = new SubscriptionWork('mailer', [recorded('1', 'request'), recorded('2', 'another'), recorded('3')]);
    expect(['request', 'another', '3']).not.toContain(work.correlationId);
    expect(work.correlationId).toBe(work.correlationId);
    expect(work.causationId).toBe('3');
  });

  it('is that of the event itself when its request is not known', () => {
    expect(new SubscriptionWork('mailer', [recorded('1')]).correlationId).toBe('1');
  });

  it('has the trace of a single event', () => {
    expect(new SubscriptionWork('mailer', [recorded('1', 'r', 'trace')]).traceparent).toBe('trace');
    expect(
      new SubscriptionWork('mailer', [recorded('1', 'r', 'trace'), recorded('2', 'r', 'trace')]).traceparent,
    ).toBeUndefined();
  });
});
