import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { LogOrdering } from '../../event-sourcing-options.js';
import { needsStrictOrdering, switchOrdering } from './sql/switch-ordering.js';

/**
 * Gives the log the ordering that the options or the engine ask for; without a wish it stays as it is. One round trip when nothing is
 * to change.
 */
export async function prepareOrdering(dataSource: DataSource, schema: string, wish: LogOrdering | undefined): Promise<void> {
  const [{ version, ordering } = { version: '', ordering: 'concurrent' as LogOrdering }] = await dataSource.query<
    { version: string; ordering: LogOrdering }[]
  >(`SELECT version() AS version, ordering FROM ${schema}.log_head`);
  const wanted = needsStrictOrdering(version) ? 'strict' : (wish ?? ordering);
  if (wanted === ordering) return;
  const runner = dataSource.createQueryRunner();
  try {
    await switchOrdering(runner, schema, wanted);
    new Logger('EventStore').log(`The log in the schema "${schema}" is kept in ${wanted} order from now on.`);
  } finally {
    await runner.release();
  }
}
