import { CommandBus, CqrsModule } from '@ledgerline/cqrs';
import { ObservabilityModule } from '@ledgerline/observability';
import { CommandBus as NestCommandBus, CqrsModule as NestCqrsModule } from '@nestjs/cqrs';
import { atMost, within } from '../goals/verdict.js';
import { alternate } from '../measuring/alternate.js';
import { median } from '../measuring/series.js';
import { dispatchApp } from '../nest/dispatch-app.js';
import type { Row } from '../row.js';
import { closing } from '../running/closing.js';
import { dispatching } from '../workload/dispatching.js';
import { PlaceCheckedOrder, PlaceCheckedOrderHandler, PlaceOrder, PlaceOrderHandler } from '../workload/place-order.command.js';

/** Milliseconds; far enough that no dispatch meets it. */
const TIMEOUT = 30_000;

export const dispatchCommand: Row = {
  id: 'C1',
  work: 'dispatch a command to a handler that does nothing, one after the other',
  unit: 'ns a dispatch',
  doesNotMeasure:
    'middleware, tracing, nested dispatches, rules that are more than one check of a field; an application without Ledgerline has no AsyncLocalStorage in use, which here makes the promises of @nestjs/cqrs dearer, too',
  async run(bench) {
    const off = await dispatchApp([CqrsModule.forRoot()], [PlaceOrderHandler]);
    const nest = await dispatchApp([NestCqrsModule.forRoot()], [PlaceOrderHandler]);
    const [busOff, plainBus, handler] = [off.get(CommandBus), nest.get(NestCommandBus), new PlaceOrderHandler()];
    // Channels are the process's: an application with metrics would have this one tell of its dispatches, too. So that comes afterwards.
    const plain = await closing([off], () =>
      alternate(bench, {
        off: dispatching('Ledgerline: all off', bench.sampleTime, (number) => busOff.execute(new PlaceOrder('order-1', number))),
        nest: dispatching('@nestjs/cqrs', bench.sampleTime, (number) => plainBus.execute(new PlaceOrder('order-1', number))),
        call: dispatching('a direct call', bench.sampleTime, (number) => handler.execute(new PlaceOrder('order-1', number))),
      }),
    );
    const on = await dispatchApp(
      [CqrsModule.forRoot({ commandTimeout: TIMEOUT }), ObservabilityModule.forRoot()],
      [PlaceCheckedOrderHandler],
    );
    return closing([on, nest], async () => {
      const busOn = on.get(CommandBus);
      const full = await alternate(bench, {
        on: dispatching('Ledgerline: timeout, metrics, context, one rule', bench.sampleTime, (number) =>
          busOn.execute(new PlaceCheckedOrder('order-1', number)),
        ),
        nest: dispatching('@nestjs/cqrs beside it', bench.sampleTime, (number) =>
          plainBus.execute(new PlaceOrder('order-1', number)),
        ),
      });
      const verdicts = [
        within(2, 'µs', 'with all on', median(full.on.samples) / 1000),
        atMost(4, full.on, full.nest, 'all on'),
        atMost(1.2, plain.off, plain.nest, 'all off'),
      ];
      return { series: [full.on, full.nest, ...Object.values(plain)], verdicts };
    });
  },
};
