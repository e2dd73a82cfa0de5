/** Where an order stands; `new` is an order that was not created yet. */
export const ORDER_STATUSES = ['created', 'shipped', 'cancelled'] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];
