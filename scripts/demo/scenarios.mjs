const GOODS = [
  { sku: 'BOOK', price: 12.5 },
  { sku: 'LAMP', price: 39 },
  { sku: 'CHAIR', price: 129 },
  { sku: 'PLANT', price: 18.9 },
  { sku: 'DESK', price: 349 },
  { sku: 'MUG', price: 7.9 },
];
const STREETS = ['Harbour Street', 'Mill Lane', 'Station Road', 'Garden Row', 'Old Market'];
const REASONS = ['ordered twice', 'too slow', 'changed my mind', 'wrong size'];

/** A basket of one to four goods, and what it costs. */
function basketOf(random) {
  const items = Array.from({ length: random.between(1, 4) }, () => ({ ...random.pick(GOODS), quantity: random.between(1, 3) }));
  return { items, total: Math.round(items.reduce((sum, { price, quantity }) => sum + price * quantity, 0) * 100) / 100 };
}

function addressOf(random) {
  return `${random.between(1, 99)} ${random.pick(STREETS)}`;
}

async function placed(shop, random, extra = []) {
  const customerId = `customer-${random.between(1, 40)}`;
  const { items, total } = basketOf(random);
  const all = [...items, ...extra];
  const address = addressOf(random);
  const { body } = await shop.create({ customerId, items: all, address });
  return { orderId: body.orderId, customerId, items: all.map(({ sku, quantity }) => ({ sku, quantity })), total, address };
}

const fulfilment =
  (extra, over = {}) =>
  async (shop, random) => {
    const { orderId, ...order } = await placed(shop, random, extra);
    const { body } = await shop.fulfil(orderId, { ...order, ...over });
    return body.status ?? body.code;
  };

/** What happens in a shop, how often of a hundred times, and what it shows on the pages. */
export const SCENARIOS = [
  { name: 'fulfilled', weight: 42, run: fulfilment([]) },
  { name: 'flaky stock, retried', weight: 12, run: fulfilment([{ sku: 'FLAKY', quantity: 1, price: 3 }]) },
  { name: 'slow stock', weight: 5, run: fulfilment([{ sku: 'SLOW', quantity: 1, price: 3 }]) },
  { name: 'out of stock', weight: 6, run: fulfilment([{ sku: 'OUT-OF-STOCK', quantity: 1, price: 3 }]) },
  { name: 'payment declined, stock given back', weight: 8, run: fulfilment([], { total: 12_000 }) },
  { name: 'address unreachable, all undone', weight: 8, run: fulfilment([], { address: 'UNREACHABLE' }) },
  {
    name: 'cancelled by the customer',
    weight: 8,
    run: async (shop, random) => {
      const { orderId } = await placed(shop, random);
      return (await shop.cancel(orderId, random.pick(REASONS))).body.status;
    },
  },
  {
    name: 'shipped by hand, then a cancel that comes too late',
    weight: 6,
    run: async (shop, random) => {
      const { orderId } = await placed(shop, random);
      await shop.ship(orderId, `HAND-${random.between(1_000, 9_999)}`);
      return (await shop.cancel(orderId, random.pick(REASONS))).body.code;
    },
  },
  {
    name: 'looked at, with a snapshot',
    weight: 5,
    run: async (shop, random) => {
      const { orderId } = await placed(shop, random);
      await shop.snapshot(orderId);
      return (await shop.look(orderId)).body.status;
    },
  },
];

/** A scenario, each as often as its weight says. */
export function pickScenario(random) {
  let rest = random.next() * SCENARIOS.reduce((sum, { weight }) => sum + weight, 0);
  return SCENARIOS.find(({ weight }) => (rest -= weight) < 0) ?? SCENARIOS[0];
}
