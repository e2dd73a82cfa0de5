import 'reflect-metadata';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

@Module({})
class DispatchModule {}

/** A Nest application with these modules and command handlers, and nothing else. */
export function dispatchApp(imports: readonly DynamicModule[], handlers: readonly Type[]) {
  return NestFactory.createApplicationContext(
    { module: DispatchModule, imports: [...imports], providers: [...handlers] },
    { logger: ['error'], abortOnError: false },
  );
}
