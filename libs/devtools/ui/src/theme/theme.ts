export type Theme = 'light' | 'dark' | 'system';

const KEY = 'ledgerline-theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

/** Where a choice is kept; a browser that keeps nothing makes none. */
type Keeper = Pick<Storage, 'getItem' | 'setItem'>;

/** The theme that was chosen in this browser. */
export function storedTheme(keeper: Keeper): Theme {
  const value = keeper.getItem(KEY);
  return ORDER.find((theme) => theme === value) ?? 'system';
}

/** The choice behind this one. */
export function nextTheme(theme: Theme): Theme {
  return ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length]!;
}

/** Draws the page in a theme, and keeps the choice. */
export function applyTheme(theme: Theme, root: HTMLElement, keeper: Keeper): void {
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  keeper.setItem(KEY, theme);
}
