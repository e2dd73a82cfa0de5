import { nativeMysqlClient, systemClock, type RunStatement } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import type { SagaWrite, Written } from '../saga-row.js';
import { waitAtMost } from './bounded-wait.js';
import { bytesOf, inPackets } from './in-packets.js';
import type { MysqlSagaAbilities } from './mysql-saga-abilities.js';
import type { MysqlSession } from './mysql-session.js';
import { recordByStatements } from './record-by-statements.js';
import { RowHeldError } from './row-held.error.js';
import { isOwners } from './sql/find-sagas.js';
import {
  recordSaga,
  recordSagaParameters,
  recordSagas,
  recordSagasParameters,
  writtenOf,
  writtenRow,
} from './sql/record-sagas.js';

/** Seconds that a write waits for somebody's lock on its row. */
const LOCK_WAIT = 2;
/** Milliseconds between looks at a row that is held. */
const LOOK_AGAIN = 40;

/** Records what became of sagas: by a procedure, in one round trip, where the login may have some. */
export class MysqlSagaRecorder {
  readonly #one: string;
  readonly #many: string;

  constructor(
    private readonly schema: string,
    private readonly session: MysqlSession,
    private readonly abilities: () => MysqlSagaAbilities,
  ) {
    this.#one = recordSaga(schema);
    this.#many = recordSagas(schema);
  }

  /** One round trip for each packet that the writes take; a row that somebody holds is passed over. */
  async record(writes: readonly SagaWrite[]): Promise<readonly Written[]> {
    const written: Written[] = [];
    for (const batch of inPackets(writes, bytesOfWrite, this.abilities().maxPacket)) {
      written.push(...(batch.length === 1 ? await this.#recordOne(batch[0]!) : await this.#recordMany(batch)));
    }
    return written;
  }

  /** @throws RowHeldError when somebody has held the row for two seconds */
  async recordAlone(write: SagaWrite): Promise<Written | undefined> {
    const until = systemClock.monotonic() + LOCK_WAIT * 1_000;
    for (;;) {
      const [written] = await this.record([write]);
      if (written) return written;
      const { rows } = await this.session.run(isOwners(this.schema), [write.id, write.token, write.owner]);
      if (rows.length === 0) return undefined;
      if (systemClock.monotonic() >= until) throw new RowHeldError(write.id);
      await new Promise<void>((resolve) => systemClock.setTimer(resolve, LOOK_AGAIN));
    }
  }

  /** Records in a transaction of the engine's, as its last statements. */
  async recordIn(manager: EntityManager, write: SagaWrite): Promise<Written | undefined> {
    const run = this.session.on(await nativeMysqlClient(manager));
    const lockBy: RunStatement = (sql, values) => waitAtMost(LOCK_WAIT, this.abilities(), run, sql, values);
    return recordByStatements(run, this.schema, write, { lockBy, wakes: true });
  }

  async #recordOne(write: SagaWrite): Promise<readonly Written[]> {
    if (!this.abilities().supportsProcedures) return this.#recordByStatements([write], true);
    const { rows } = await this.session.run(this.#one, recordSagaParameters(write));
    return rows.map((row) => writtenOf(write.id, row));
  }

  async #recordMany(writes: readonly SagaWrite[]): Promise<readonly Written[]> {
    if (!this.abilities().supportsProcedures) return this.#recordByStatements(writes, false);
    const { rows } = await this.session.run(this.#many, recordSagasParameters(writes));
    return rows.map(writtenRow);
  }

  #recordByStatements(writes: readonly SagaWrite[], wakes: boolean): Promise<readonly Written[]> {
    return this.session.transact(async (run) => {
      const written: Written[] = [];
      for (const write of writes) {
        const one = await recordByStatements(run, this.schema, write, { wakes });
        if (one) written.push(one);
      }
      return written;
    });
  }
}

/** What a write takes on the wire at most: hexadecimal where it is not prepared. */
function bytesOfWrite({ id, fingerprint, context, results, progress, error, reason, history }: SagaWrite): number {
  const texts = bytesOf(id, fingerprint, context, results, progress, reason, error && JSON.stringify(error));
  return 1_024 + 2 * (texts + bytesOf(JSON.stringify(history)));
}
