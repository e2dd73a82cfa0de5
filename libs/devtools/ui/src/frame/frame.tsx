import { useEffect, useRef } from 'preact/hooks';
import { Empty } from '../controls/empty.js';
import { useServices } from '../data/services.js';
import { useRoute } from '../routing/use-route.js';
import { ErrorBoundary } from './error-boundary.js';
import { Header } from './header.js';
import { KeyboardHelp } from './keyboard-help.js';
import { useKeyboard } from './use-keyboard.js';
import { VIEWS } from './views.js';

/** The page around its view. */
export function Frame() {
  const { context } = useServices();
  const views = VIEWS[context.page];
  const route = useRoute(Object.keys(views)[0]!);
  const view = views[route.view];
  const main = useRef<HTMLElement>(null);
  const help = useRef<HTMLDialogElement>(null);
  useKeyboard(help);
  useEffect(() => {
    document.title = `${view?.heading(route.query) ?? 'Not found'} · Ledgerline`;
  });
  useEffect(() => {
    scrollTo(0, 0);
  }, [route.view]);
  const skip = (event: Event) => {
    event.preventDefault();
    main.current?.focus();
  };
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <Header view={route.view} onHelp={() => help.current?.showModal()} />
      <main id="main" ref={main} tabIndex={-1}>
        {view?.title !== undefined && <h2 class="visually-hidden">{view.heading(route.query)}</h2>}
        <ErrorBoundary key={location.hash}>
          {view ? <view.draw query={route.query} /> : <Empty title={`This page has no view "${route.view}".`} />}
        </ErrorBoundary>
      </main>
      <KeyboardHelp dialog={help} />
    </>
  );
}
