import type { EventSummary } from '../../api/events.js';
import type { StoryNode } from '../../api/story.js';
import type { Dispatch } from '../dispatches/dispatch-recorder.js';
import { storyTree, type StorySaga } from './story-tree.js';

const event = (id: string, at: number, causationId?: string): EventSummary => ({
  id,
  type: `Type${id}`,
  schemaVersion: 1,
  stream: `s-${id}`,
  category: 's',
  version: 1,
  partition: 0,
  position: at,
  recordedAt: at,
  bytes: 2,
  correlationId: 'c',
  ...(causationId === undefined ? {} : { causationId }),
});

const command = (name: string, startedAt: number, duration: number, causationId = 'c'): Dispatch => ({
  kind: 'command',
  name,
  correlationId: 'c',
  causationId,
  startedAt,
  duration,
  outcome: 'ok',
});

const saga = (id: string, causationId: string, attempts: StorySaga['attempts']): StorySaga => ({
  row: { id, run: 'r', name: 'booking', status: 'completed', createdAt: 5, finishedAt: 50, causationId } as StorySaga['row'],
  attempts,
});

/** The tree as nested names. */
const shape = ({ kind, name, children }: StoryNode): unknown => [`${kind} ${name}`, ...children.map(shape)];

describe('The tree of a story', () => {
  it('puts each event below the command, the step or the event that led to it', () => {
    const attempts = [
      { number: 1, step: 'pay', direction: 'action', attempt: 1, outcome: 'retry', startedAt: 10, duration: 5 },
      { number: 2, step: 'pay', direction: 'action', attempt: 2, outcome: 'ok', startedAt: 30, duration: 10 },
    ] as const;
    const [root] = storyTree(
      'c',
      [event('1', 3, 'c'), event('2', 35, 'booking-1/r/pay'), event('3', 36, '2')],
      [saga('booking-1', '1', attempts)],
      [command('Create', 1, 4), command('Charge', 31, 8, 'booking-1/r/pay')],
    );
    expect(shape(root!)).toEqual([
      'request request',
      ['command Create', ['event Type1', ['saga booking', ['step pay', ['command Charge', ['event Type2', ['event Type3']]]]]]],
    ]);
    const pay = root!.children[0]!.children[0]!.children[0]!.children[0]!;
    expect(pay).toMatchObject({ at: 10, duration: 30, status: 'ok' });
  });

  it('of several commands of one request takes the one during which it happened', () => {
    const [root] = storyTree(
      'c',
      [event('1', 1_500, 'c'), event('2', 9_000, 'c')],
      [],
      [command('A', 1_000, 600), command('B', 5_000, 100)],
    );
    expect(shape(root!)).toEqual(['request request', ['command A', ['event Type1']], ['command B'], ['event Type2']]);
  });

  it('leaves out what names itself as its cause, and ends', () => {
    const [root] = storyTree('c', [event('1', 1, '2'), event('2', 2, '1'), event('3', 3, '3')], []);
    expect(shape(root!)).toEqual(['request request', ['event Type3']]);
    expect(storyTree('c', [], [])).toEqual([]);
  });
});
