import { useServices } from '../data/services.js';
import { routeHash } from '../routing/route.js';
import { ThemeSwitch } from '../theme/theme-switch.js';
import { VIEWS } from './views.js';

/** Name, pages, views, and how things stand. */
export function Header({ view, onHelp }: { readonly view: string; readonly onHelp: () => void }) {
  const { context, info } = useServices();
  const store = context.page === 'events' ? info.events : info.sagas;
  return (
    <header class="bar">
      <div class="bar-row">
        <h1>
          <span class="mark" aria-hidden="true" />
          Ledgerline
        </h1>
        <nav aria-label="Pages" class="pages">
          {info.features.events && (
            <a href={context.events} aria-current={context.page === 'events' ? 'page' : undefined}>
              Events
            </a>
          )}
          {info.features.sagas && (
            <a href={context.sagas} aria-current={context.page === 'sagas' ? 'page' : undefined}>
              Sagas
            </a>
          )}
        </nav>
        <span class="grow" />
        {info.isReadOnly && <span class="badge">read-only</span>}
        <span class="badge environment">{info.environment}</span>
        <button type="button" class="icon" aria-label="Keys" title="Keys (?)" onClick={onHelp}>
          ?
        </button>
        <ThemeSwitch />
      </div>
      <nav aria-label="Views" class="views">
        {Object.entries(VIEWS[context.page]).map(
          ([name, { title }]) =>
            title && (
              <a key={name} href={routeHash(name)} aria-current={name === view ? 'page' : undefined}>
                {title}
              </a>
            ),
        )}
        <span class="grow" />
        {store && (
          <span class={`store quiet${store.isUp ? '' : ' is-down'}`} title={store.reason}>
            {store.shown}
            {store.isUp ? '' : ' is away'}
          </span>
        )}
      </nav>
    </header>
  );
}
