import type { ApplicationInfo } from '@ledgerline/devtools/api';
import { useEffect, useState } from 'preact/hooks';
import type { ApiClient } from './api/client.js';
import type { PageContext } from './api/page-context.js';

/** The frame of both pages. */
export function App({ client, context }: { readonly client: ApiClient; readonly context: PageContext }) {
  const [info, setInfo] = useState<ApplicationInfo>();
  const [error, setError] = useState<Error>();
  useEffect(() => {
    client.read('application', {}).then(setInfo, setError);
  }, [client]);
  return (
    <>
      <header class="bar">
        <h1>Ledgerline</h1>
        <nav aria-label="Pages">
          <a href={context.events} aria-current={context.page === 'events' ? 'page' : undefined}>
            Events
          </a>
          <a href={context.sagas} aria-current={context.page === 'sagas' ? 'page' : undefined}>
            Sagas
          </a>
        </nav>
      </header>
      <main>
        {error && <p role="alert">{error.message}</p>}
        {info && (
          <p>
            {info.environment} · {info.events?.shown ?? 'no event store'}
            {info.isReadOnly ? ' · read-only' : ''}
          </p>
        )}
      </main>
    </>
  );
}
