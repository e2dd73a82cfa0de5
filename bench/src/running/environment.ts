import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Environment } from '../report/result.js';
import type { BenchServer } from './bench-server.js';
import { syncTime } from './sync-time.js';

/** Looks at the machine and the server. */
export async function environmentOf(server: BenchServer): Promise<Environment> {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    postgres: await server.setting('server_version'),
    fsync: await server.setting('fsync'),
    syncTime: syncTime(),
  };
}
