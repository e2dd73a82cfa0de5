import type { Count } from '@ledgerline/devtools/api';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A number with its thousands apart. */
export function number(value: number): string {
  return whole.format(value);
}

/** A count that says how sure it is: `12`, `10,000+`, `about 3,000,000`. */
export function count({ count: value, kind }: Count): string {
  if (kind === 'at-least') return `${number(value)}+`;
  return kind === 'estimate' ? `about ${number(value)}` : number(value);
}
