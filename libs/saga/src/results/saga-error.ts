import { inspect } from 'node:util';
import { LedgerlineException } from '@ledgerline/storage';

/** An error as a saga keeps it: plain data, so that it survives restarts. */
export interface SagaError {
  /** Name of the error's class. */
  readonly name: string;
  readonly message: string;
  /** The error's own machine-readable code, if it has one. */
  readonly code?: string;
  readonly stack?: string;
}

const LONGEST_MESSAGE = 2_000;
const LONGEST_STACK = 8_000;

/** What was thrown, as plain data of bounded size that every database stores. */
export function sagaErrorOf(thrown: unknown): SagaError {
  if (typeof thrown !== 'object' || thrown === null)
    return { name: 'Error', message: storable(describe(thrown), LONGEST_MESSAGE) };
  const { name, message, code, stack } = thrown as Partial<Record<'name' | 'message' | 'code' | 'stack', unknown>>;
  return {
    name: storable(nameOf(thrown, name), 200),
    message: storable(typeof message === 'string' ? message : describe(thrown), LONGEST_MESSAGE),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: storable(String(code), 200) } : {}),
    ...(typeof stack === 'string' ? { stack: storable(stack, LONGEST_STACK) } : {}),
  };
}

/** Nest sets `name` of its exceptions late and some libraries not at all; the class tells. */
function nameOf(thrown: object, name: unknown): string {
  if (thrown instanceof LedgerlineException || typeof name !== 'string' || name === 'Error' || name === '')
    return thrown.constructor?.name || 'Error';
  return name;
}

function describe(thrown: unknown): string {
  try {
    return typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? inspect(thrown));
  } catch {
    return 'something that cannot be described was thrown';
  }
}

/** Without NUL and lone surrogates, which databases refuse in text, and not too long. */
export function storable(text: string, longest = LONGEST_MESSAGE): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return cut.replaceAll('\0', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD');
}
