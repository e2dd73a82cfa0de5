import { parseMetadata } from '@ledgerline/event-sourcing/backend';
import { DevtoolsNotFoundException } from '../../exceptions/devtools-not-found.exception.js';
import type { EventsPart } from '../application/suite.js';
import type { PersonalData } from '../payload/personal-data.js';

/** Events that a file holds at most. */
const MOST = 10_000;
const PAGE = 500;

/** A stream as JSON, oldest event first, personal values masked. @throws DevtoolsNotFoundException (404) */
export async function streamExport(stream: string, { backend }: EventsPart, personal: PersonalData): Promise<string> {
  const events: object[] = [];
  for (let from = 1; events.length < MOST;) {
    const page = await backend.readStream({ stream, from, to: Number.MAX_SAFE_INTEGER, direction: 'forwards', limit: PAGE });
    for (const { id, type, schemaVersion, version, position, recordedAt, data, metadata } of page) {
      const masked = personal.mask(type, schemaVersion, JSON.parse(data)).value;
      const rest = {
        recordedAt: new Date(recordedAt).toISOString(),
        metadata: personal.anything(parseMetadata(metadata).metadata).value,
      };
      events.push({ id, type, schemaVersion, version, position, data: masked, ...rest });
    }
    if (page.length < PAGE) break;
    from = page.at(-1)!.version + 1;
  }
  if (events.length === 0) throw new DevtoolsNotFoundException(`The stream "${stream}"`, 'It begins with its first event.');
  return JSON.stringify({ format: 'ledgerline-stream/1', stream, events }, null, 2);
}
