import type { EventSummary } from '@ledgerline/devtools/api';
import { eventQuery, isFollowing, matches } from './log-query.js';

describe('the filters of the log', () => {
  it('are asked of the server, but for what is not set', () => {
    expect(
      eventQuery({ type: 'OrderCreated', category: '', order: 'oldest', since: '1970-01-01T00:00:01Z', until: 'soon' }),
    ).toEqual({
      limit: 50,
      type: 'OrderCreated',
      order: 'oldest',
      since: 1_000,
    });
  });

  it('let the view follow the log, where its end is shown', () => {
    expect([isFollowing({}), isFollowing({ type: 'A' }), isFollowing({ cursor: 'x' }), isFollowing({ since: '2026' })]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('hold for live events, too', () => {
    const event = { category: 'order', type: 'OrderCreated', correlationId: 'c' } as EventSummary;
    const found = [{}, { category: 'order' }, { type: 'Other' }, { correlationId: 'c', type: 'OrderCreated' }];
    expect(found.map((filters) => matches(filters)(event))).toEqual([true, true, false, true]);
  });
});
