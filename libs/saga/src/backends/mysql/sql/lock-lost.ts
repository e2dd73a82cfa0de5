import { jsonOf, unhex } from './hex.js';
import { STATE, sagas } from './tables.js';

/** Where a statement has the values of {@link lockLost}, in the order in which it needs them. */
export interface LostValues {
  readonly owners: string;
  readonly runnable: string;
  readonly suspects: string;
  readonly limit: string;
}

/** From how many takeovers on a saga is suspected of having killed its owners. */
const SUSPECT = 2;

/**
 * Locks sagas of dead owners that this node can run, and passes over what others are taking. It looks each owner, name and version up in the
 * index `sagas_work`. The owners are `[{ i: id, b: whether the death is blamed }]`, what can be run `[{ n: name, v: version }]`, both JSON as
 * bytes with texts in hexadecimal.
 */
export function lockLost(schema: string, columns: string, { owners, runnable, suspects, limit }: LostValues): string {
  return `SELECT ${columns} FROM JSON_TABLE(${jsonOf(owners)}, '$[*]' COLUMNS (i VARCHAR(382) PATH '$.i', b INT PATH '$.b')) o
    STRAIGHT_JOIN JSON_TABLE(${jsonOf(runnable)}, '$[*]' COLUMNS (n VARCHAR(510) PATH '$.n', v INT PATH '$.v')) k
    STRAIGHT_JOIN ${sagas(schema)} s FORCE INDEX (sagas_work)
      ON s.owner = ${unhex('o.i')} AND s.state = ${STATE.active} AND s.name = ${unhex('k.n')} AND s.version = k.v
    WHERE (s.recoveries >= ${SUSPECT}) = ${suspects} LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}
