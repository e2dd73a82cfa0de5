import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';

/** The application's provider of a class, wherever it is provided; `undefined` when the application does not import its module. */
export function findProvider<T>(modules: ModuleRef, provider: abstract new (...args: never[]) => T): T | undefined {
  try {
    return modules.get<T>(provider as unknown as Type<T>, { strict: false });
  } catch {
    return undefined; // Nest's only way to say that no module provides it.
  }
}
