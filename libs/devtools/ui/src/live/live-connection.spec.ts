import { LiveConnection, type LiveSource } from './live-connection.js';

class FakeSource implements LiveSource {
  readonly #listeners = new Map<string, (message: { data: string; lastEventId: string }) => void>();
  isClosed = false;

  constructor(readonly after: string) {}

  addEventListener(kind: string, listener: (message: { data: string; lastEventId: string }) => void): void {
    this.#listeners.set(kind, listener);
  }
  close(): void {
    this.isClosed = true;
  }
  say(kind: string, data: object = {}, lastEventId = ''): void {
    this.#listeners.get(kind)?.({ data: JSON.stringify(data), lastEventId });
  }
}

function setUp() {
  const sources: FakeSource[] = [];
  let onVisibility = () => {};
  const tab = {
    visibilityState: 'visible',
    addEventListener: (_kind: string, listener: () => void) => (onVisibility = listener),
  };
  const live = new LiveConnection((after) => {
    const source = new FakeSource(after);
    sources.push(source);
    return source;
  }, tab);
  const show = (visibilityState: string) => {
    tab.visibilityState = visibilityState;
    onVisibility();
  };
  return { live, sources, show };
}

describe('the live connection', () => {
  it('is one for all who listen, and none when nobody does', () => {
    const { live, sources } = setUp();
    expect([sources.length, live.state]).toEqual([0, 'paused']);
    const stops = [live.listen(() => {}), live.listen(() => {})];
    expect(sources).toHaveLength(1);
    for (const stop of stops) stop();
    expect([sources[0]!.isClosed, live.state]).toEqual([true, 'paused']);
  });

  it('rests while the tab is hidden, and goes on behind the last message', () => {
    const { live, sources, show } = setUp();
    const heard: string[] = [];
    live.listen(({ kind }) => heard.push(kind));
    sources[0]!.say('events', { kind: 'events', events: [] }, '17');
    sources[0]!.say('pulse', { kind: 'pulse', now: 0, head: 17 });
    show('hidden');
    expect(sources[0]!.isClosed).toBe(true);
    show('visible');
    expect([sources.length, sources[1]!.after, heard]).toEqual([2, '17', ['events', 'pulse']]);
  });

  it('tells how it stands', () => {
    const { live, sources } = setUp();
    const states: string[] = [];
    live.watch((state) => states.push(state));
    live.listen(() => {});
    sources[0]!.say('open');
    sources[0]!.say('error');
    expect(states).toEqual(['paused', 'connecting', 'open', 'lost']);
  });
});
