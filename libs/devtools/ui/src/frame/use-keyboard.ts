import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { rowFrom } from './row-moves.js';

/** Keys of every view: j and k go through the rows, / leads to the search, ? shows the keys, Escape leaves a field. */
export function useKeyboard(help: RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      const target = event.target as HTMLElement;
      if (target.matches('input, select, textarea')) {
        if (event.key === 'Escape') target.blur();
        return;
      }
      if (press(event.key, help)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [help]);
}

/** @returns whether the key means something */
function press(key: string, help: RefObject<HTMLDialogElement | null>): boolean {
  switch (key) {
    case 'j':
    case 'k':
      return moveRow(key === 'j' ? 1 : -1);
    case '/':
      return focusSearch();
    case '?':
      help.current?.showModal();
      return true;
    default:
      return false;
  }
}

function moveRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[rowFrom(current, step, rows.length)];
  row?.querySelector<HTMLElement>('.row-main')?.focus();
  row?.scrollIntoView({ block: 'nearest' });
  return row !== undefined;
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLElement>('[data-main], .filters select, .filters input');
  const details = field?.closest('details');
  if (details) details.open = true;
  field?.focus();
  return field !== null;
}
