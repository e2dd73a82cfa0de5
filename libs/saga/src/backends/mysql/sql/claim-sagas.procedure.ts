import { lockDue } from './lock-due.js';
import { takeLocked } from './take-locked.js';

/**
 * Takes sagas of one name and version that are due and nobody's, the longest due first, under new tokens: one call, one round trip, one commit.
 * It is a procedure so that a node that pauses in between never leaves sagas locked that others could run. Locks as {@link lockDue}.
 */
export function claimSagasProcedure(schema: string): string {
  return `CREATE PROCEDURE ${claimSagasName(schema)}(p_node VARBINARY(191), p_name VARBINARY(255), p_version INT, p_limit INT)
MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
  ${takeLocked(schema, lockDue(schema, 's.id, 0 AS blame', { name: 'p_name', version: 'p_version', limit: 'p_limit' }), 's.doubtful')}
END`;
}

export function claimSagasName(schema: string): string {
  return `${schema}_claim_sagas`;
}
