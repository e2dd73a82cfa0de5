import type { ComponentChildren } from 'preact';
import { useServices } from '../data/services.js';
import { routeHash } from './route.js';

interface LinkProps {
  /** Page of the view; without it, this one. */
  readonly page?: 'events' | 'sagas';
  readonly view: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly class?: string;
  readonly title?: string;
  readonly children: ComponentChildren;
}

/** A link to a view of this page or of the other one. */
export function Link({ page, view, query, children, ...attributes }: LinkProps) {
  const { context } = useServices();
  const base = page === undefined || page === context.page ? '' : context[page];
  return (
    <a {...attributes} href={`${base}${routeHash(view, query)}`}>
      {children}
    </a>
  );
}
