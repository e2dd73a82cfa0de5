import { setTimeout as pause } from 'node:timers/promises';
import { eventually, FaultProxy, freshDatabase } from '@ledgerline/local-servers/testing';
import { Saga, SagaStep, SagaWait, type StepContext } from '@ledgerline/saga';
import { sagaApp, SAGA_ENGINES, sharedStorage } from '../saga-support/saga-app.js';

interface Ctx {
  note?: string;
}

let calls: string[] = [];
let isSlow = true;

@Saga({ name: 'patient', timeout: 0, maxRetries: 3, retryDelay: 0 })
class PatientSaga {
  @SagaStep()
  async work(_context: Ctx, step: StepContext) {
    calls.push(`work ${step.attempt}`);
    if (!isSlow) return;
    await pause(600_000, undefined, { signal: step.signal }).catch((error: Error) => {
      calls.push((step.signal.reason as Error).message);
      throw error;
    });
  }
}

@Saga({ name: 'raced', timeout: 0, maxRetries: 0 })
class RacedSaga {
  @SagaWait({ signal: 'go', timeout: 60 })
  async wait(context: Ctx, payload: string) {
    context.note = payload;
  }
}

@Saga({ name: 'far', timeout: 0 })
class FarSaga {
  @SagaWait({ signal: 'go', timeout: 60 * 86_400_000 })
  async wait(_context: Ctx, _payload: unknown) {}
}

describe('S4, S8 a saga store that falls silent', () => {
  it('the running step is aborted within about a term, nothing starts meanwhile, and the node goes on under the same lease', async () => {
    const database = await freshDatabase('postgres');
    const proxy = await FaultProxy.start(database.url);
    calls = [];
    isSlow = true;
    const app = await sagaApp({ storage: proxy.url, sagas: [PatientSaga], leaseTerm: 4_000 });
    const { id } = await app.runner.start(PatientSaga, {});
    await eventually(() => expect(calls).toEqual(['work 1']));
    const owner = (await app.runner.get(id))!.owner;
    proxy.silence();
    await eventually(() => expect(calls).toEqual(['work 1', expect.stringContaining('could not renew its lease')]), {
      timeout: 30_000,
    });
    isSlow = false;
    proxy.resume();
    await eventually(async () => expect(await app.runner.get(id)).toMatchObject({ status: 'completed', recoveries: 0 }), {
      timeout: 60_000,
    });
    // It was broken off, which is no failure of the step: the attempt is the first once more.
    expect(calls).toEqual(['work 1', expect.any(String), 'work 1']);
    expect(owner).toBeDefined();
    await app.close();
    await proxy.stop();
    await database.drop();
  }, 120_000);
});

describe.each(SAGA_ENGINES)('S6 time-outs of waits, on %s', (engine) => {
  const SAGAS = 150;

  it(`of ${SAGAS} waits that end when their signal comes each has one end`, async () => {
    const storage = await sharedStorage(engine);
    const app = await sagaApp({ storage: storage.url, sagas: [RacedSaga] });
    const handles = await Promise.all(Array.from({ length: SAGAS }, () => app.runner.start(RacedSaga, {})));
    await Promise.all(
      handles.map(async ({ id }, index) => {
        await pause(30 + (index % 60));
        // One that has ended refuses it.
        await app.runner.signal(id, 'go', 'came').catch((error: { status?: number }) => expect(error.status).toBe(409));
      }),
    );
    const results = await Promise.all(handles.map((handle) => handle.result({ timeout: 30_000 })));
    for (const { status, context, error } of results) {
      if (status === 'completed') expect(context.note).toBe('came');
      else expect({ status, note: context.note, code: error?.code }).toEqual({ status: 'compensated', code: 'STEP_TIMEOUT' });
    }
    await app.close();
    await storage.drop();
  }, 90_000);

  it('a wait of 60 days, which is longer than a timer reaches, does not end at once', async () => {
    const storage = await sharedStorage(engine);
    const app = await sagaApp({ storage: storage.url, sagas: [FarSaga] });
    const { id } = await app.runner.start(FarSaga, {});
    const view = await eventually(async () => {
      const seen = await app.runner.get(id);
      expect(seen).toMatchObject({ status: 'waiting', waitingFor: 'go' });
      return seen!;
    });
    const days = (view.nextAt!.getTime() - view.createdAt.getTime()) / 86_400_000;
    expect(days).toBeCloseTo(60, 1);
    await app.runner.signal(id, 'go');
    await eventually(async () => expect((await app.runner.get(id))?.status).toBe('completed'));
    await app.close();
    await storage.drop();
  }, 60_000);
});
