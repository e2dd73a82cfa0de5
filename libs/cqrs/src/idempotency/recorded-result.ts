import { UnstorableResultException } from '../exceptions/unstorable-result.exception.js';

/** Most bytes of a result: it is kept for a day, and read whole by everyone who repeats the command. */
const MOST_BYTES = 262_144;
const DEEPEST = 200;

/**
 * The text to record for a result, which comes back as it went in.
 *
 * @throws UnstorableResultException that names the place in it that JSON would change, or its size
 */
export function recordedText(command: string, result: unknown): string {
  const value = plain(result);
  const problem = value === undefined ? undefined : jsonProblem(value, '', 0);
  if (problem) throw new UnstorableResultException(command, problem);
  const text = JSON.stringify(value === undefined ? {} : { value });
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) {
    throw new UnstorableResultException(
      command,
      `has ${bytes} bytes as JSON, and ${MOST_BYTES} is the most; return an id or a link instead`,
    );
  }
  return text;
}

/** The result that a text was recorded for; a copy for each who asks. */
export function resultOf(text: string): unknown {
  return (JSON.parse(text) as { value?: unknown }).value;
}

/** Results of this library, such as that of an append, say themselves how they are as JSON. */
function plain(value: unknown): unknown {
  const hasJson = typeof value === 'object' && value !== null && typeof (value as { toJSON?: unknown }).toJSON === 'function';
  return hasJson && !(value instanceof Date) ? (JSON.parse(JSON.stringify(value)) as unknown) : value;
}

/** Why a value would not come back from JSON as it is, with the place. */
function jsonProblem(value: unknown, path: string, depth: number): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `holds ${value}${at(path)}, which JSON cannot say`;
  if (typeof value !== 'object') return `holds a ${typeof value}${at(path)}, which JSON cannot say`;
  if (depth > DEEPEST) return `is nested deeper than ${DEEPEST} levels${at(path)}, or contains itself`;
  if (value instanceof Date) return `holds a Date${at(path)}, which would come back as a text`;
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) {
    return `holds a ${value.constructor.name}${at(path)}, which JSON does not bring back`;
  }
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined && !Array.isArray(value)) continue;
    const problem = jsonProblem(each, `${path}.${key}`, depth + 1);
    if (problem) return problem;
  }
  return undefined;
}

function at(path: string): string {
  return path === '' ? '' : ` at "${path.slice(1)}"`;
}
