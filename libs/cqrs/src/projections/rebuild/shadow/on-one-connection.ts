import type { DataSource, EntityManager } from 'typeorm';

/** Runs `work` with a manager all of whose statements go over one connection. */
export async function onOneConnection<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    return await work(runner.manager);
  } finally {
    await runner.release();
  }
}
