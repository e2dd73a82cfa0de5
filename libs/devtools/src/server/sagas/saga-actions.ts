import type { SagaView } from '@ledgerline/saga';
import type { ActionRoutes } from '../../api/routes.js';
import type { ActionResult } from '../../api/problem.js';
import type { SagasPart } from '../application/suite.js';

/** What can be done to sagas; each tells what is true afterwards, read anew. */
export class SagaActions {
  constructor(private readonly sagas: SagasPart) {}

  async retry({ id, skip = false }: ActionRoutes['saga/retry']['body']): Promise<ActionResult> {
    await this.sagas.runner.retry(id, { skip });
    return this.#done(id, skip ? 'The failed compensation is left out' : 'It goes on');
  }

  async cancel({ id, reason }: ActionRoutes['saga/cancel']['body']): Promise<ActionResult> {
    await this.sagas.runner.cancel(id, reason);
    return this.#done(id, 'The cancel is recorded: it will not complete any more');
  }

  async signal({ id, name, payload }: ActionRoutes['saga/signal']['body']): Promise<ActionResult> {
    await this.sagas.runner.signal(id, name, payload);
    return this.#done(id, `The signal “${name}” is kept for it`);
  }

  async fire({ id }: ActionRoutes['saga/fire']['body']): Promise<ActionResult> {
    await this.sagas.runner.wake(id);
    return this.#done(id, 'Its time has come');
  }

  async retryAll({ saga, text }: ActionRoutes['sagas/retry']['body']): Promise<ActionResult> {
    const count = await this.sagas.runner.retryAll({ saga, text });
    return { done: true, says: count === 1 ? 'One saga goes on.' : `${count} sagas go on.` };
  }

  async #done(id: string, what: string): Promise<ActionResult> {
    const view: SagaView | null = await this.sagas.runner.get(id);
    return { done: true, says: `${what}; it is ${view?.status ?? 'gone'} now.` };
  }
}
