import type { EventDetail } from '@ledgerline/devtools/api';
import { useState } from 'preact/hooks';
import { useServices } from '../data/services.js';
import { JsonPanel } from '../json/json-panel.js';

/** What an event says, as it is stored or as the application sees it today. */
export function EventBody({ event }: { readonly event: EventDetail }) {
  const { client } = useServices();
  const [isStored, setIsStored] = useState(false);
  const { stored, upcast, metadata, unreadable, id } = event;
  return (
    <>
      {unreadable !== undefined && (
        <p class="warning" role="alert">
          {unreadable}
        </p>
      )}
      {upcast && (
        <div class="switch" role="group" aria-label="Payload">
          <button type="button" aria-pressed={!isStored} onClick={() => setIsStored(false)}>
            As the application sees it
          </button>
          <button type="button" aria-pressed={isStored} onClick={() => setIsStored(true)}>
            As it is stored
          </button>
        </div>
      )}
      {upcast && !isStored ? (
        <>
          {upcast.length === 0 && <p class="quiet">An upcaster drops this event: the application does not see it.</p>}
          {upcast.map(({ type, schemaVersion, payload }, index) => (
            <JsonPanel key={index} title={`${type}, shape ${schemaVersion}`} view={payload} />
          ))}
        </>
      ) : (
        <JsonPanel title="Payload" view={stored} download={client.address('event/data', { id })} />
      )}
      <JsonPanel title="Metadata" view={metadata} />
    </>
  );
}
