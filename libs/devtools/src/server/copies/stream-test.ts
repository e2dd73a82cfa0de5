import type { EventsPart } from '../application/suite.js';
import type { Json } from '../../api/json.js';
import type { CopiedTest } from '../../api/streams.js';
import { DevtoolsFeatureAbsentException } from '../../exceptions/devtools-feature-absent.exception.js';
import { DevtoolsNotFoundException } from '../../exceptions/devtools-not-found.exception.js';
import { eventDetail } from '../events/event-detail.js';
import type { PersonalData } from '../payload/personal-data.js';
import { aggregateOf } from '../streams/aggregate-of.js';
import { fileNameOf, literal, quoted } from './literal.js';

/** Events that a test may have; more are nobody's test. */
const MOST = 100;

interface PastEvent {
  readonly className: string;
  readonly payload: Json | undefined;
  readonly isWhole: boolean;
}

/**
 * A test of the aggregate up to one version: its past is given, and the last event is what is expected.
 *
 * @throws DevtoolsFeatureAbsentException (404), DevtoolsNotFoundException (404)
 */
export async function streamTest(
  stream: string,
  version: number | undefined,
  events: EventsPart,
  personal: PersonalData,
): Promise<CopiedTest> {
  const aggregate = aggregateOf(stream, events);
  if (!aggregate)
    throw new DevtoolsFeatureAbsentException(`aggregate class for the stream "${stream}"`, 'Register it with forFeature([…]).');
  const to = version ?? Number.MAX_SAFE_INTEGER;
  const stored = await events.backend.readStream({ stream, from: 1, to, direction: 'backwards', limit: MOST + 1 });
  if (stored.length === 0) throw new DevtoolsNotFoundException(`The stream "${stream}"`, 'It begins with its first event.');
  const details = await Promise.all(
    stored
      .slice(0, MOST)
      .reverse()
      .map((event) => eventDetail(event, events, undefined, personal)),
  );
  const past = details.flatMap(({ type, schemaVersion, stored: asStored, upcast }): PastEvent[] =>
    (upcast ?? [{ type, schemaVersion, payload: asStored }]).map((part) => ({
      className: identifier(events.registry.byName(part.type)?.eventClass.name ?? part.type),
      payload: part.payload.value,
      isWhole: part.payload.value !== undefined && part.payload.masked.length === 0,
    })),
  );
  const className = aggregate.aggregateClass.name;
  return {
    fileName: `${fileNameOf(className)}.spec.ts`,
    text: testText(className, aggregate.id, past),
    notes: notesOf(past, stored.length > MOST),
  };
}

function testText(className: string, id: string, past: readonly PastEvent[]): string {
  const classes = [...new Set(past.map((event) => event.className))].sort();
  const last = past.at(-1)!;
  return `import { given } from '@ledgerline/testing';
import { ${className} } from './${fileNameOf(className)}.aggregate.js';
${classes.map((name) => `import { ${name} } from './events/${fileNameOf(name)}.event.js';`).join('\n')}

/** An event as it was recorded; its constructor is not run. */
function recorded<E extends object>(type: abstract new (...given: never[]) => E, payload: object): E {
  return Object.assign(Object.create(type.prototype) as E, payload);
}

describe('${className}', () => {
  it('${last.className} as it was recorded', () => {
    given(${className}, [${past
      .slice(0, -1)
      .map((event) => `\n      ${eventText(event, '      ')},`)
      .join('')}${past.length > 1 ? '\n    ' : ''}], { id: ${quoted(id)} })
      .when((aggregate) => aggregate.apply(${eventText(last, '      ')}))
      .then([${eventText(last, '      ')}]);
  });
});
`;
}

function eventText({ className, payload }: PastEvent, indent: string): string {
  return `recorded(${className}, ${literal(payload, indent)})`;
}

/** A type that nobody here has registered may have any name; it must not become code. */
function identifier(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : 'UnknownEvent';
}

function notesOf(past: readonly PastEvent[], isCut: boolean): string[] {
  return [
    'In place of `apply`, call the method of the aggregate that led to the last event.',
    'The paths of the imports are guesses.',
    ...(past.every(({ isWhole }) => isWhole)
      ? []
      : ['Personal values are masked, and very large payloads left out: fill in some of your own.']),
    ...(isCut ? [`Only the last ${MOST} events are there.`] : []),
  ];
}
