import { systemClock } from '@ledgerline/storage';
import type { NewSaga } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';
import { SagaWriter } from './saga-writer.js';

/** A store that is slow until it is let go on. */
function slowStore() {
  let goOn!: () => void;
  const slow = new Promise<void>((resolve) => (goOn = resolve));
  const store = { shown: 'postgres://…', isUnavailable: () => false, isHeld: () => false, insert: () => slow };
  return { store: store as unknown as SagaStore, goOn };
}

const saga = (id: number, context = '{}') => ({ id: String(id), context }) as unknown as NewSaga;
const overload = { code: 'SAGA_STORE_UNAVAILABLE', status: 503, message: expect.stringContaining('starts wait to be written') };

describe('O4 starts of sagas on a slow store', () => {
  it('wait up to a number; what is more is refused at once, and there is room again when they are through', async () => {
    const { store, goOn } = slowStore();
    const writer = new SagaWriter(store, systemClock);
    const waiting = Array.from({ length: 20_000 }, (_, index) => writer.start(saga(index)));
    await expect(writer.start(saga(20_001))).rejects.toMatchObject(overload);
    goOn();
    await Promise.all(waiting);
    await expect(writer.start(saga(20_002))).resolves.toBeUndefined();
  });

  it('wait up to a size of their contexts, and one alone may be of any', async () => {
    const { store, goOn } = slowStore();
    const writer = new SagaWriter(store, systemClock);
    const large = ' '.repeat(100_000_000);
    const first = writer.start(saga(1, large));
    await expect(writer.start(saga(2, large))).rejects.toMatchObject(overload);
    const small = writer.start(saga(3));
    goOn();
    await Promise.all([first, small]);
    await expect(writer.start(saga(4, `${large}${large}`))).resolves.toBeUndefined();
  });
});
