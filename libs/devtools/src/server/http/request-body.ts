import { InvalidOptionException } from '@ledgerline/storage';
import type { Exchange } from './exchange.js';

const MOST_BYTES = 1_000_000;

/**
 * The JSON object that a request carries, parsed by the framework or, where it left that alone, here.
 *
 * @throws InvalidOptionException (400) for a body that is none
 */
export async function jsonBody({ body, rawRequest }: Exchange): Promise<Readonly<Record<string, unknown>>> {
  const value = body ?? (rawRequest.readableEnded ? undefined : parse(await textOf(rawRequest)));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(value);
  return value as Record<string, unknown>;
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_BYTES) throw new InvalidOptionException('body', `JSON of at most ${MOST_BYTES} bytes`, bytes);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(text);
  }
}

function invalid(value: unknown): InvalidOptionException {
  return new InvalidOptionException('body', 'a JSON object', value);
}
