import type { ContextOf, SagaResult } from '@ledgerline/saga';
import type { SagaHarness } from './saga-harness.js';

/**
 * Runs a saga again and again, each time with its process dying at another moment: at every step, every compensation and every record there
 * is. Whatever the check expects must hold wherever the process dies.
 *
 * @param open makes a new harness, with stubs of its own
 * @param context what the saga is started with
 * @param check looks at the result and at what has run; it is told the number of the moment
 * @returns how many moments there were
 *
 * @example
 * ```ts
 * const open = () => createSagaHarness(OrderFulfilmentSaga, { providers: [InventoryService, PaymentService] });
 * await crashAtEveryMoment(open, { orderId: '1', customerId: 'anna', items }, (result, { saga }) => {
 *   expect(result.status).toBe('completed');
 *   expect(saga.payments.charged).toHaveLength(1);
 * });
 * ```
 */
export async function crashAtEveryMoment<S extends object>(
  open: () => Promise<SagaHarness<S>>,
  context: NoInfer<ContextOf<S>>,
  check: (result: SagaResult<ContextOf<S>>, harness: SagaHarness<S>, moment: number) => void | Promise<void>,
): Promise<number> {
  for (let moment = 1; ; moment++) {
    const harness = await open();
    try {
      const result = await harness.crashAtMoment(moment).execute(context);
      await check(result, harness, moment);
      if (harness.deaths === 0) return moment - 1;
    } catch (error) {
      throw new Error(`When the process died at moment ${moment}: ${(error as Error).message}`, { cause: error });
    } finally {
      await harness.close();
    }
  }
}
