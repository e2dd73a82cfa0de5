import type { DataSource } from 'typeorm';

/** What the engines call differently in statements that are otherwise the same. */
export interface RecordDialect {
  /** The ledger's table, with its schema or database: a shadow's transactions run in another one. */
  readonly table: string;
  /** The time now, as the ledger's columns hold it. */
  readonly now: string;
  /** A time so many milliseconds from now. @param parameter as it stands in the statement */
  readonly fromNow: (parameter: string) => string;
  /** Milliseconds since the epoch. @param column a time */
  readonly milliseconds: (column: string) => string;
  /** The n-th parameter, from 1; each stands once in a statement, and in this order. */
  readonly parameter: (n: number) => string;
}

/** @param schema schema or prefix of Ledgerline's own tables */
export function dialectOf({ options, driver }: DataSource, schema: string): RecordDialect {
  if (options.type === 'postgres') {
    return {
      table: `${schema}.projections`,
      now: 'clock_timestamp()',
      fromNow: (parameter) => `clock_timestamp() + ${parameter}::double precision * interval '1 millisecond'`,
      milliseconds: (column) => `(extract(epoch FROM ${column}) * 1000)::bigint`,
      parameter: (n) => `$${n}`,
    };
  }
  return {
    table: `\`${String(driver.database).replaceAll('`', '``')}\`.${schema}_projections`,
    now: 'UTC_TIMESTAMP(6)',
    fromNow: (parameter) => `TIMESTAMPADD(MICROSECOND, ${parameter} * 1000, UTC_TIMESTAMP(6))`,
    milliseconds: (column) => `CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${column}) / 1000 AS SIGNED)`,
    parameter: () => '?',
  };
}
