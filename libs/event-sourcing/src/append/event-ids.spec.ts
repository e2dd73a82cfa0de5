import { runInMessageContext } from '@ledgerline/storage';
import { newEventIds } from './event-ids.js';

const step = () => ({ kind: 'saga-step', name: 'spec', correlationId: 'c', idempotencyKey: 'saga-1/run/step' });

describe('event ids of work that may be done again', () => {
  it('are the same each time that the work is done, and differ within it', () => {
    const work = () => runInMessageContext(step(), () => [...newEventIds(2).ids, ...newEventIds(1).ids]);
    expect(work()).toEqual(work());
    expect(new Set(work()).size).toBe(3);
  });

  it('do not depend on how often an append was refused on the way', () => {
    const smooth = runInMessageContext(step(), () => [newEventIds(1), newEventIds(1)].map(({ ids }) => ids[0]));
    const bumpy = runInMessageContext(step(), () => {
      const first = newEventIds(1).ids[0];
      newEventIds(2).takeBack();
      newEventIds(3).takeBack();
      return [first, newEventIds(1).ids[0]];
    });
    expect(bumpy).toEqual(smooth);
  });

  it('are not given twice when an append beside a refused one has taken later ones', () => {
    runInMessageContext(step(), () => {
      const refused = newEventIds(1);
      const beside = newEventIds(1);
      refused.takeBack();
      expect(newEventIds(1).ids[0]).not.toBe(beside.ids[0]);
    });
  });

  it('are fresh without a key', () => {
    expect(newEventIds(1)).toMatchObject({ mayRepeat: false });
    expect(newEventIds(1).ids).not.toEqual(newEventIds(1).ids);
  });
});
