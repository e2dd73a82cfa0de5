import type { IncomingMessage } from 'node:http';
import { ConfigurableModuleBuilder, type CanActivate, type Type } from '@nestjs/common';

/** A request as Express and Fastify share it; whatever the application's middleware has added, such as `user`, is there as well. */
export type DevtoolsRequest = Pick<IncomingMessage, 'headers' | 'method' | 'url'> & { readonly [added: string]: unknown };

/** Options of `DevtoolsModule.forRoot`. */
export interface DevtoolsModuleOptions {
  /** Whether there are pages at all. @default unless `NODE_ENV` is `production` */
  readonly enabled?: boolean;
  /** Where the pages are, below the application's global prefix. @default { events: '/events', sagas: '/sagas' } */
  readonly paths?: { readonly events?: string; readonly sagas?: string };
  /** Nest guards that every request to the pages must pass; taken from the application, or made with its providers. */
  readonly guards?: readonly Type<CanActivate>[];
  /** Whether a request may see the pages; asked after the guards. */
  authorize?(request: DevtoolsRequest): boolean | Promise<boolean>;
  /** Whether actions are refused. @default true in production */
  readonly readOnly?: boolean;
  /**
   * Host names under which unprotected pages may be opened, beside `localhost`, addresses and names without a dot: a foreign site whose
   * name is made to lead to this machine must not read them. With a guard or `authorize` every name is allowed.
   */
  readonly hosts?: readonly string[];
}

const builder = new ConfigurableModuleBuilder<DevtoolsModuleOptions>({ moduleName: 'LedgerlineDevtools' })
  .setClassMethodName('forRoot')
  .build();

export const DevtoolsConfigurableModule = builder.ConfigurableModuleClass;
/** Token of the options as they were given. @internal */
export const DEVTOOLS_OPTIONS: string | symbol = builder.MODULE_OPTIONS_TOKEN;
export type DevtoolsAsyncOptions = typeof builder.ASYNC_OPTIONS_TYPE;
