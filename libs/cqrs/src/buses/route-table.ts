import type { Route } from './route.js';

/** The routes of a bus by the class of their messages. A subclass of a handled class goes the way of its parent, as in Nest. */
export class RouteTable {
  readonly #routes = new Map<unknown, Route>();
  readonly #inherited = new Map<unknown, Route>();

  add(messageClass: unknown, route: Route): void {
    this.#routes.set(messageClass, route);
    this.#inherited.clear();
  }

  get(messageClass: unknown): Route | undefined {
    return this.#routes.get(messageClass);
  }

  find(message: object): Route | undefined {
    const messageClass = (message as object | null | undefined)?.constructor;
    return this.#routes.get(messageClass) ?? this.#inherited.get(messageClass) ?? this.#findInherited(messageClass);
  }

  /** Names of the messages that have a route. */
  names(): string[] {
    return [...this.#routes.values()].map(({ name }) => name);
  }

  all(): Route[] {
    return [...this.#routes.values()];
  }

  #findInherited(messageClass: unknown): Route | undefined {
    let parent: unknown = messageClass;
    while (typeof parent === 'function' && parent !== Function.prototype) {
      const route = this.#routes.get(parent);
      if (route) {
        this.#inherited.set(messageClass, route);
        return route;
      }
      parent = Object.getPrototypeOf(parent);
    }
    return undefined;
  }
}
