import 'reflect-metadata';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { describeApi } from './http/api-description.js';
import type { Settings } from './settings/settings.js';

/** What {@link createApp} needs to know. */
export interface AppOptions extends Omit<Settings, 'port'> {
  /** Nest's logger, or `false` for silence. @default Nest's own */
  readonly logger?: LoggerService | false;
}

/** The whole application, put together and not listening yet; `main.ts` and the tests start from here. */
export async function createApp({ logger, ...settings }: AppOptions = {}): Promise<NestExpressApplication> {
  const options = logger === undefined ? {} : { logger };
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings), { ...options, abortOnError: false });
  app.disable('x-powered-by');
  describeApi(app);
  return app;
}
