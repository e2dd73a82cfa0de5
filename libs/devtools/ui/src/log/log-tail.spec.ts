import type { EventSummary } from '@ledgerline/devtools/api';
import { EMPTY_TAIL, held, released, withMessage } from './log-tail.js';

const event = (position: number, type = 'A') => ({ id: `e${position}`, position, type }) as EventSummary;
const events = (...list: EventSummary[]) => ({ kind: 'events', events: list }) as const;
const ids = (list: readonly EventSummary[]) => list.map(({ id }) => id);
const all = () => true;

describe('the tail of the log', () => {
  it('shows the newest first, each once', () => {
    let tail = withMessage(EMPTY_TAIL, events(event(1), event(2)), all);
    tail = withMessage(tail, events(event(2), event(3)), all);
    expect(ids(tail.shown)).toEqual(['e3', 'e2', 'e1']);
  });

  it('leaves out what does not match', () => {
    const tail = withMessage(EMPTY_TAIL, events(event(1, 'A'), event(2, 'B')), ({ type }) => type === 'B');
    expect(ids(tail.shown)).toEqual(['e2']);
  });

  it('holds what comes while it is held, and shows it afterwards', () => {
    let tail = held(withMessage(EMPTY_TAIL, events(event(1)), all));
    tail = withMessage(tail, events(event(2)), all);
    expect([ids(tail.shown), ids(tail.waiting)]).toEqual([['e1'], ['e2']]);
    tail = released(tail);
    expect([ids(tail.shown), tail.waiting, tail.isHeld]).toEqual([['e2', 'e1'], [], false]);
  });

  it('counts what was not sent, and keeps a bounded number', () => {
    let tail = withMessage(EMPTY_TAIL, { kind: 'skipped', count: 7 }, all);
    for (let position = 0; position < 700; position++) tail = withMessage(tail, events(event(position)), all);
    expect([tail.skipped, tail.shown.length, tail.shown[0]!.id]).toEqual([7, 500, 'e699']);
    expect(withMessage(tail, { kind: 'pulse', now: 0, head: 0 }, all)).toBe(tail);
  });
});
