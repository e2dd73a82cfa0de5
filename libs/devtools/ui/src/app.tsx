import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ApiClient } from './api/client.js';
import type { PageContext } from './api/page-context.js';
import { Problem } from './controls/problem.js';
import { ServicesContext, type Services } from './data/services.js';
import { Frame } from './frame/frame.js';
import { LiveConnection } from './live/live-connection.js';

interface AppProps {
  readonly client: ApiClient;
  readonly context: PageContext;
}

/** Both pages: what they need to know of the application first, then the frame with the view of the address. */
export function App({ client, context }: AppProps) {
  const [known, setKnown] = useState<Pick<Services, 'info' | 'startedAt'>>();
  const [error, setError] = useState<Error>();
  const [round, setRound] = useState(0);
  const live = useMemo(
    () =>
      new LiveConnection(
        (lastId) => new EventSource(client.address('live', { after: lastId === '' ? undefined : lastId })),
        document,
      ),
    [client],
  );
  useEffect(() => {
    setError(undefined);
    client.read('application', {}).then((info) => setKnown({ info, startedAt: Date.now() }), setError);
  }, [client, round]);
  if (known) {
    return (
      <ServicesContext.Provider value={{ client, context, live, ...known }}>
        <Frame />
      </ServicesContext.Provider>
    );
  }
  return <main class="alone">{error && <Problem error={error} onRetry={() => setRound(round + 1)} />}</main>;
}
