import { createHash } from 'node:crypto';
import type { StoredSnapshot } from '../backends/event-backend.js';

/** What a snapshot's row holds: the state, and a sum by which damage is found before the state is used. */
interface SealedState {
  readonly sum: string;
  readonly state: unknown;
}

/** The JSON to store for a state at a version of a stream. */
export function sealSnapshot(stream: string, version: number, state: unknown): StoredSnapshot {
  const text = JSON.stringify(state ?? null);
  return { version, state: `{"sum":"${sumOf(stream, version, text)}","state":${text}}` };
}

/**
 * The state of a stored snapshot.
 *
 * @throws Error when it is not what was stored for this stream and version
 */
export function unsealSnapshot(stream: string, { version, state }: StoredSnapshot): unknown {
  const sealed = JSON.parse(state) as SealedState | null;
  if (typeof sealed !== 'object' || sealed === null || sealed.sum !== sumOf(stream, version, JSON.stringify(sealed.state))) {
    throw new Error('its checksum does not match: it was damaged, or written for another stream or version');
  }
  return sealed.state;
}

function sumOf(stream: string, version: number, state: string): string {
  return createHash('sha1').update(`${stream}\0${version}\0`).update(state).digest('base64url');
}
