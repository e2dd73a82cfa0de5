import type { EntityManager } from 'typeorm';

/** Such locks belong to the whole server and have at most 64 characters. */
const NAME = `CONCAT('ledgerline swap ', MD5(CONCAT(?, '.', ?)))`;
const TRIES = 50;
const WAIT_SECONDS = 1;

/**
 * Takes the right to rename a projection's tables, which is bound to this connection: a node that was stopped in the middle of a
 * swap and wakes up later must not rename anything any more. So who needs the right and finds it taken ends the connection that
 * has it.
 *
 * @throws Error when it cannot be had
 */
export async function takeSwapLock(manager: EntityManager, database: string, projection: string): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const [row] = await manager.query<{ got: unknown; holder: unknown }[]>(
      `SELECT GET_LOCK(${NAME}, ?) AS got, IS_USED_LOCK(${NAME}) AS holder`,
      [database, projection, attempt === 0 ? 0 : WAIT_SECONDS, database, projection],
    );
    if (Number(row?.got) === 1) return;
    // One that has ended meanwhile is what was wanted.
    if (row?.holder != null) await manager.query(`KILL CONNECTION ${Number(row.holder)}`).catch(() => undefined);
  }
  throw new Error(`The swap of the projection ${projection} could not be taken over from the connection that holds it.`);
}

/** Gives the right back; a connection that is gone has done so. */
export async function releaseSwapLock(manager: EntityManager, database: string, projection: string): Promise<void> {
  await manager.query(`SELECT RELEASE_LOCK(${NAME})`, [database, projection]).catch(() => undefined);
}
