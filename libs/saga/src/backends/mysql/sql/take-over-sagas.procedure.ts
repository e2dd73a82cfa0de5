import { lockLost } from './lock-lost.js';
import { takeLocked } from './take-locked.js';

/**
 * Takes sagas of dead owners, under new tokens, in doubt; a death that is blamed on what the node ran is counted. One call, one round trip, one
 * commit. Locks as {@link lockLost}.
 */
export function takeOverSagasProcedure(schema: string): string {
  const values = { owners: 'p_owners', runnable: 'p_runnable', suspects: 'p_suspects', limit: 'p_limit' };
  return `CREATE PROCEDURE ${takeOverSagasName(schema)}(p_node VARBINARY(191), p_owners LONGBLOB, p_runnable LONGBLOB, p_suspects INT, p_limit INT)
MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
  ${takeLocked(schema, lockLost(schema, 's.id, o.b AS blame', values), '1')}
END`;
}

export function takeOverSagasName(schema: string): string {
  return `${schema}_take_over_sagas`;
}
