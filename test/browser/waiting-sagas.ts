import { Module } from '@nestjs/common';
import { DevtoolsModule } from '@ledgerline/devtools';
import { EventSourcingModule } from '@ledgerline/event-sourcing';
import { Saga, SagaDelay, SagaModule, SagaRunner, SagaStep, SagaWait } from '@ledgerline/saga';
import { startModules } from '../e2e/devtools-app.js';

interface Booking {
  room: string;
  paid?: unknown;
}

/** Whether the compensation of {@link BookingSaga} works. */
export const repair = { isDone: false };

/** Waits for its payment; what it has booked cannot be undone until somebody has mended that. */
@Saga({ name: 'booking', timeout: 0, maxRetries: 0, retryDelay: 10 })
export class BookingSaga {
  @SagaStep({ compensate: 'cancelRoom' })
  async bookRoom(_context: Booking): Promise<void> {}
  async cancelRoom({ room }: Booking): Promise<void> {
    if (!repair.isDone) throw new Error(`The hotel of room ${room} does not answer.`);
  }
  @SagaWait({ signal: 'paid' })
  async waitForPayment(context: Booking, payload: unknown): Promise<void> {
    context.paid = payload;
  }
  @SagaStep()
  async confirm(_context: Booking): Promise<void> {}
}

/** Rests for a day. */
@Saga({ name: 'reminder', timeout: 0 })
export class ReminderSaga {
  @SagaDelay(86_400_000)
  async rest(_context: Booking): Promise<void> {}
  @SagaStep()
  async remind(_context: Booking): Promise<void> {}
}

@Module({ imports: [SagaModule.forRoot({ storage: 'memory:' }), SagaModule.forFeature([BookingSaga, ReminderSaga])] })
class SagasModule {}

/** An application whose sagas wait for people. */
export interface SagasApp {
  readonly url: string;
  readonly runner: SagaRunner;
  stop(): Promise<void>;
}

export async function startSagas(): Promise<SagasApp> {
  const app = await startModules(EventSourcingModule.forRoot({ storage: 'memory:' }), SagasModule, DevtoolsModule.forRoot());
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  return { url, runner: app.get(SagaRunner, { strict: false }), stop: () => app.close() };
}
