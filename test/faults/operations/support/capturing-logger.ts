import { inspect } from 'node:util';
import type { LoggerService } from '@nestjs/common';

/** Keeps everything that is logged, at every level, with whatever objects are handed over. */
export class CapturingLogger implements LoggerService {
  readonly lines: string[] = [];

  log = (...given: unknown[]) => this.#keep('log', given);
  warn = (...given: unknown[]) => this.#keep('warn', given);
  error = (...given: unknown[]) => this.#keep('error', given);
  debug = (...given: unknown[]) => this.#keep('debug', given);
  verbose = (...given: unknown[]) => this.#keep('verbose', given);
  fatal = (...given: unknown[]) => this.#keep('fatal', given);

  get text(): string {
    return this.lines.join('\n');
  }

  #keep(level: string, given: readonly unknown[]): void {
    this.lines.push(`${level} ${given.map(everythingOf).join(' ')}`);
  }
}

/** All that anybody may print of a value: text, JSON, own properties to a great depth, and the same of its causes. */
export function everythingOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = [inspect(value, { depth: 8, getters: true, breakLength: Infinity }), jsonOf(value)];
  if (value instanceof Error) {
    parts.push(value.stack ?? '', value.message);
    for (const inner of [value.cause, (value as { driverError?: unknown }).driverError])
      if (inner !== undefined && inner !== value) parts.push(everythingOf(inner));
  }
  return parts.join('\n');
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return ''; // A circle: inspect has shown it.
  }
}
