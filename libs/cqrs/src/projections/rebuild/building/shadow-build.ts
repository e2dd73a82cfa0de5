import { Logger } from '@nestjs/common';
import type { ProjectionDefinition } from '../../definition/projection-definition.js';
import { TransactionalWork } from '../../running/projection-work.js';
import { RunningProjection } from '../../running/running-projection.js';
import { codeVersion } from '../record/complete-swap.js';
import { RebuildRecord } from '../record/rebuild-record.js';
import { ShadowModel } from '../shadow/shadow-model.js';
import type { RebuildServices } from './build-options.js';
import { claimShadow } from './claim-shadow.js';
import { Swapper } from './swapper.js';

/** Most events of one transaction: nobody waits for its rows, so it may be longer than a live one's. */
const MOST_EVENTS = 2_000;
/** Before another attempt after a failure, in milliseconds. */
const RETRY_PAUSE = 2_000;

/** What a build is started with. */
export interface ShadowBuildOptions extends RebuildServices {
  readonly definition: ProjectionDefinition;
  /** Version of the shadow's row. */
  readonly version: number;
  /** Told when the new model is the live one. */
  readonly onSwapped: () => void;
}

/**
 * A rebuild on this node: runs it if no other node does, from where it was left, and swaps when it has caught up. It tries until it
 * is stopped, or has nothing more to do.
 */
export class ShadowBuild {
  readonly #logger = new Logger('Projection');
  readonly #done: Promise<void>;
  #isStopped = false;
  #running: RunningProjection | undefined;
  #problem: string | undefined;
  #wakeUp: () => void = () => {};

  constructor(private readonly options: ShadowBuildOptions) {
    this.#done = this.#run();
  }

  /** Why it cannot go on, if it cannot. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get version(): number {
    return this.options.version;
  }

  /** Has it look at once at what it is to do. */
  wake(): void {
    this.#wakeUp();
    this.#running?.wake();
  }

  /** Ends it after the batch in hand, and leaves it to other nodes. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wakeUp();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        if (await this.#build()) return;
      } catch (error) {
        this.#report(error as Error);
        await this.#sleep(RETRY_PAUSE);
      }
    }
  }

  /** Builds until it is stopped (false) or the model is swapped. */
  async #build(): Promise<boolean> {
    const { database, definition } = this.options;
    const { name: projection, entities } = definition;
    const { schema } = database.storage;
    const live = await database.ready();
    const model = await ShadowModel.open({ projection, entities, live, schema });
    this.#problem = undefined;
    try {
      const record = new RebuildRecord(live, schema);
      this.#running = this.#open(model, record);
      return await this.#swap(new Swapper(model, this.#running, { ...this.options, record }));
    } finally {
      await this.#running?.stop();
      this.#running = undefined;
      await model.close();
    }
  }

  async #swap(swapper: Swapper): Promise<boolean> {
    while (!this.#isStopped) {
      if (await swapper.attempt()) {
        const { definition, version, onSwapped } = this.options;
        this.#logger.log(`The projection ${definition.name} is served by the model of its version ${codeVersion(version)} now.`);
        onSwapped();
        return true;
      }
      await this.#sleep(swapper.pause);
    }
    return false;
  }

  #open(model: ShadowModel, record: RebuildRecord): RunningProjection {
    const { definition, version, ledger, view, owner, term, clock, eventsOf } = this.options;
    const key = { name: definition.name, version, partition: 0 };
    const work = { definition, ledger, isRebuilding: () => true };
    return new RunningProjection({
      ...this.options,
      events: eventsOf(definition),
      isRebuilding: true,
      mostEvents: MOST_EVENTS,
      pageSize: MOST_EVENTS,
      work: new TransactionalWork(
        work,
        async () => model.dataSource,
        (manager) => model.focus(manager),
      ),
      claim: () => claimShadow({ key, ledger, view, record, model, owner, term, clock }),
      onMove: () => {},
    });
  }

  #report(error: Error): void {
    if (error.message === this.#problem) return;
    this.#problem = error.message;
    this.#logger.error(
      `The rebuild of the projection ${this.options.definition.name} cannot go on. ${error.message}`,
      error.stack,
    );
  }

  #sleep(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.options.clock.setTimer(resolve, delay);
      this.#wakeUp = () => {
        cancel();
        resolve();
      };
      if (this.#isStopped) this.#wakeUp();
    });
  }
}
