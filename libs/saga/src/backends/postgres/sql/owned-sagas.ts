import type { Statement } from '../statement.js';

/** The sagas of a node. A few times in a term: one round trip; index `sagas_owner`; no lock. Parameters: node. */
export function ownedSagas(schema: string): Statement {
  return {
    name: `${schema}_owned_sagas`,
    text: `SELECT id, token FROM ${schema}.sagas WHERE owner = $1 AND owner IS NOT NULL AND active`,
  };
}

/** The sagas of a node that are to be cancelled. Twice a second while it runs any: one round trip; index `sagas_owner`; no lock. Parameters: node. */
export function cancelRequests(schema: string): Statement {
  return {
    name: `${schema}_cancel_requests`,
    text: `SELECT id, cancel_reason FROM ${schema}.sagas WHERE owner = $1 AND owner IS NOT NULL AND active AND cancel_requested`,
  };
}

/** Gives up sagas of a node that it does not run; they are due at once. After a lost answer: one round trip; primary key. Parameters: node, ids. */
export function releaseSagas(schema: string): Statement {
  return {
    name: `${schema}_release_sagas`,
    text: `UPDATE ${schema}.sagas SET owner = NULL, token = token + 1, next_at = now()
      WHERE id = ANY($2::text[]) AND owner = $1 AND active`,
  };
}

/**
 * Gives up everything of a node and ends its lease, in one commit. At shutdown: one round trip; index `sagas_owner`. What was under way is in
 * doubt. Parameters: node.
 */
export function leaveNode(schema: string): Statement {
  return {
    name: `${schema}_leave_node`,
    text: `WITH given AS (
        UPDATE ${schema}.sagas SET owner = NULL, token = token + 1, next_at = now(), doubtful = true
        WHERE owner = $1 AND owner IS NOT NULL AND active)
      DELETE FROM ${schema}.nodes WHERE id = $1`,
  };
}
