import { Injectable, type CanActivate, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { isObservable, lastValueFrom } from 'rxjs';
import { DevtoolsRefusedException } from '../../exceptions/devtools-refused.exception.js';
import type { Exchange } from '../http/exchange.js';
import type { ResolvedDevtoolsOptions } from '../options/resolve-devtools-options.js';
import { isKnownHost } from './known-host.js';
import { PageExecutionContext } from './page-execution-context.js';

/** Decides who may see the pages: the application's guards, then its `authorize`; where there are neither, the host name alone. */
@Injectable()
export class AccessControl {
  #guards?: Promise<readonly CanActivate[]>;

  constructor(private readonly modules: ModuleRef) {}

  /** @throws DevtoolsRefusedException (403), or what a guard throws */
  async assertAllowed(exchange: Exchange, options: ResolvedDevtoolsOptions): Promise<void> {
    if (!options.isProtected) return assertKnownHost(exchange, options);
    this.#guards ??= Promise.all(options.guards.map((guard) => this.#instanceOf(guard)));
    for (const guard of await this.#guards) await assertActivated(guard, exchange);
    if (options.authorize && (await options.authorize(exchange.request)) !== true)
      throw new DevtoolsRefusedException('You may not see this page: `authorize` of DevtoolsModule has refused the request.');
  }

  /** The application's own instance, or one that is made with what the application provides. */
  async #instanceOf(guard: Type<CanActivate>): Promise<CanActivate> {
    try {
      return this.modules.get(guard, { strict: false });
    } catch {
      return this.modules.create(guard); // Nest's only way to say that no module provides it.
    }
  }
}

function assertKnownHost({ headers }: Exchange, { hosts }: ResolvedDevtoolsOptions): void {
  if (isKnownHost(headers.host, hosts)) return;
  throw new DevtoolsRefusedException(
    `The page may not be opened under the name "${headers.host ?? ''}". If it is yours, add it to \`hosts\` of DevtoolsModule.`,
  );
}

async function assertActivated(guard: CanActivate, { request, response }: Exchange): Promise<void> {
  const answer = guard.canActivate(new PageExecutionContext(request, response));
  const isAllowed = await (isObservable(answer) ? lastValueFrom(answer) : answer);
  if (!isAllowed)
    throw new DevtoolsRefusedException(`You may not see this page: ${guard.constructor.name} has refused the request.`);
}
