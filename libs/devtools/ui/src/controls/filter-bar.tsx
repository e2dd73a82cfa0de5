import type { ComponentChildren } from 'preact';
import { go } from '../routing/use-route.js';

interface FilterBarProps {
  readonly view: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A form whose fields go into the address: the view is drawn from there, so that it can be pasted to a colleague. */
export function FilterBar({ view, label, children }: FilterBarProps) {
  const submit = (event: Event) => {
    event.preventDefault();
    const query: Record<string, string> = {};
    for (const [name, value] of new FormData(event.currentTarget as HTMLFormElement)) {
      if (typeof value === 'string') query[name] = value.trim();
    }
    go(view, query);
  };
  const change = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) event.target.form?.requestSubmit();
  };
  return (
    <form class="filters" role="search" aria-label={label} onSubmit={submit} onChange={change}>
      {children}
      <button type="submit">Filter</button>
      <button type="button" class="quiet" onClick={() => go(view)}>
        Clear
      </button>
    </form>
  );
}
