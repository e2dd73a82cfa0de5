import { SagaDefinitionException } from '../exceptions/saga-definition.exception.js';
import type { ResolvedSagaOptions } from '../saga-module-options.js';
import type { SagaClass } from './context-of.js';
import { readDefinition } from './read-definition.js';
import type { SagaDefinition } from './saga-definition.js';

/** The sagas of one application. Features register classes while the application is put together; {@link check} reads them all. */
export class SagaRegistry {
  readonly #classes = new Set<SagaClass>();
  readonly #byClass = new Map<SagaClass, SagaDefinition>();
  readonly #byName = new Map<string, SagaDefinition>();

  constructor(
    private readonly options: ResolvedSagaOptions,
    private readonly supportsTransactions: boolean,
  ) {}

  /** Adds classes; one that is there already is left as it is. */
  register(sagaClasses: Iterable<SagaClass>): void {
    for (const sagaClass of sagaClasses) this.#classes.add(sagaClass);
  }

  /**
   * Reads every class that was not read yet.
   *
   * @throws SagaDefinitionException with every mistake of all of them
   */
  check(): void {
    const mistakes: string[] = [];
    for (const sagaClass of this.#classes) {
      if (this.#byClass.has(sagaClass)) continue;
      const read = readDefinition(sagaClass, this.options);
      if ('mistakes' in read) mistakes.push(...read.mistakes);
      else mistakes.push(...this.#add(read.definition));
    }
    if (mistakes.length > 0) throw new SagaDefinitionException(mistakes);
  }

  byClass(sagaClass: SagaClass): SagaDefinition | undefined {
    return this.#byClass.get(sagaClass);
  }

  byName(name: string): SagaDefinition | undefined {
    return this.#byName.get(name);
  }

  all(): readonly SagaDefinition[] {
    return [...this.#byName.values()];
  }

  *#add(definition: SagaDefinition): Generator<string> {
    const { sagaClass, name } = definition;
    const taken = this.#byName.get(name);
    if (taken) {
      yield `${sagaClass.name} and ${taken.sagaClass.name} are both named "${name}"; give one of them another name.`;
      return;
    }
    const transactional = [...definition.steps.values()].find((step) => step.transactional);
    if (transactional && !this.supportsTransactions) {
      yield `${sagaClass.name}: the step "${transactional.name}" is transactional, which a memory: storage cannot be; use a database, or drop the option.`;
    }
    this.#byName.set(name, definition);
    this.#byClass.set(sagaClass, definition);
  }
}
