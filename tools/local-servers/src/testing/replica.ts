import type { PostgresServer } from '../postgres/postgres-server.js';
import type { PostgresStandby } from '../postgres/standby/postgres-standby.js';
import { startStandby } from '../postgres/standby/start-standby.js';

/**
 * Starts a read-only streaming replica of a PostgreSQL of the spec's own. `pauseReplay` and `resumeReplay` make it lag and catch up
 * at the spec's will, `caughtUp` waits for it; stop it before its primary.
 */
export function startReplicaOf(primary: PostgresServer): Promise<PostgresStandby> {
  return startStandby(primary);
}
