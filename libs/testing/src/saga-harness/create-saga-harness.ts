import type { ModuleMetadata, Provider } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { SagaClass, SagaModuleOptions } from '@ledgerline/saga';
import { resolveSagaOptions, SagaRegistry } from '@ledgerline/saga/backend';
import { ManualClock } from '../clock/manual-clock.js';
import { SagaHarness, type InjectionToken } from './saga-harness.js';

/** What a saga is tested with. */
export interface SagaHarnessOptions {
  /** What its constructor asks for: stubs, mostly. */
  readonly providers?: readonly Provider[];
  /** Modules that provide the rest. */
  readonly imports?: ModuleMetadata['imports'];
  /** As of `SagaModule.forRoot`. */
  readonly options?: Omit<SagaModuleOptions, 'storage'>;
  /** Where virtual time begins. @default 2030-01-01 */
  readonly startAt?: Date;
}

/** The longest there is: in a harness a lease ends with its process, and renewing it is nothing to look at. */
const LEASE_TERM = 3_600_000;

/**
 * A harness for one class of sagas: the real engine, in memory, on a clock that only the test moves. A transactional step needs a database,
 * and is refused.
 *
 * @throws SagaDefinitionException when the saga would not start in an application
 *
 * @example
 * ```ts
 * const harness = await createSagaHarness(OrderFulfilmentSaga, { providers: [{ provide: PaymentService, useValue: payments }] });
 * harness.failAt('charge', { times: 2 }).crashAt('reserveInventory', 'after');
 * const result = await harness.execute({ orderId: '1', customerId: 'anna', items });
 * expect(result.status).toBe('completed');
 * expect(harness.ran).toEqual(['reserveInventory', 'reserveInventory', 'charge']);
 * await harness.close();
 * ```
 */
export async function createSagaHarness<S extends object>(
  sagaClass: SagaClass<S>,
  { providers = [], imports = [], options = {}, startAt = new Date(Date.UTC(2030, 0, 1)) }: SagaHarnessOptions = {},
): Promise<SagaHarness<S>> {
  const resolved = resolveSagaOptions({ jitter: false, leaseTerm: LEASE_TERM, ...options });
  const registry = new SagaRegistry(resolved, false);
  registry.register([sagaClass]);
  registry.check();
  const module = await Test.createTestingModule({ imports, providers: [...providers, sagaClass as Provider] }).compile();
  await module.init();
  return new SagaHarness({
    sagaClass,
    definition: registry.byClass(sagaClass)!,
    saga: await module.resolve<S>(sagaClass),
    options: resolved,
    clock: new ManualClock(startAt.getTime()),
    get: <T>(token: InjectionToken<T>) => module.get<T>(token, { strict: false }),
    close: () => module.close(),
  });
}
