import * as fc from 'fast-check';
import { StreamTurns } from './stream-turns.js';

const ALIVE = () => true;

describe('the turns of a stream', () => {
  it('are none where no transaction is open: what is durable is told at once', () => {
    const told: number[] = [];
    new StreamTurns().take('a', 1, () => told.push(1));
    expect(told).toEqual([1]);
  });

  it('keep the order of versions, whatever order the answers come in and however transactions end', () => {
    const ending = fc.constantFrom('commit', 'roll back');
    const scenario = fc.tuple(fc.array(ending, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()));
    fc.assert(
      fc.property(scenario, ([endings, choices]) => {
        const turns = new StreamTurns();
        const told: number[] = [];
        const ends = endings.map((end, index) => {
          const done = turns.keep('a', index + 1, ALIVE);
          return () => done(end === 'commit' ? () => told.push(index + 1) : undefined);
        });
        const late = endings.length + 1;
        ends.push(() => turns.take('a', late, () => told.push(late)));
        while (ends.length > 0) ends.splice(choices.next().value % ends.length, 1)[0]!();
        expect(told).toEqual([...endings.flatMap((end, index) => (end === 'commit' ? [index + 1] : [])), late]);
        expect(turns.isWaiting('a')).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('of one stream do not wait for those of another', () => {
    const turns = new StreamTurns();
    const told: string[] = [];
    turns.keep('a', 1, ALIVE);
    turns.take('b', 2, () => told.push('b'));
    expect(told).toEqual(['b']);
  });

  it('are not held up for ever by a transaction whose end nobody hears of', () => {
    const turns = new StreamTurns();
    const told: number[] = [];
    let isAlive = true;
    turns.keep('a', 1, () => isAlive);
    turns.take('a', 2, () => told.push(2));
    expect(turns.isWaiting('a')).toBe(true);
    turns.skipBefore('a', 2);
    expect(told).toEqual([2]);
    turns.keep('a', 3, () => isAlive);
    turns.take('a', 4, () => told.push(4));
    isAlive = false;
    turns.keep('b', 1, ALIVE);
    expect(told).toEqual([2, 4]);
  });
});
