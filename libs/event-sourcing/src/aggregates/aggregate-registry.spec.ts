import { Test } from '@nestjs/testing';
import { EventSourcingModule } from '../event-sourcing.module.js';
import { AggregateRoot } from './aggregate-root.js';
import { Aggregate } from './aggregate.decorator.js';
import { AggregateRegistry } from './aggregate-registry.js';

@Aggregate({ name: 'order' })
class Order extends AggregateRoot {}

@Aggregate({ name: 'invoice' })
class Invoice extends AggregateRoot {}

it('The aggregates that feature modules bring are known by name, each once', async () => {
  const module = await Test.createTestingModule({
    imports: [
      EventSourcingModule.forRoot({ storage: 'memory:' }),
      EventSourcingModule.forFeature([Order]),
      EventSourcingModule.forFeature({ aggregates: [Order, Invoice] }),
    ],
  }).compile();
  const registry = module.get(AggregateRegistry);
  expect(registry.all()).toEqual([Order, Invoice]);
  expect(registry.byName('invoice')).toBe(Invoice);
  expect(registry.byName('nobody')).toBeUndefined();
  await module.close();
});
