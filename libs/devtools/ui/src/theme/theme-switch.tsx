import { useState } from 'preact/hooks';
import { applyTheme, nextTheme, storedTheme } from './theme.js';

const NAMES = { system: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' } as const;
const SIGNS = { system: '◐', light: '☀', dark: '☾' } as const;

/** Goes through the themes. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(() => storedTheme(localStorage));
  const change = () => {
    const next = nextTheme(theme);
    applyTheme(next, document.documentElement, localStorage);
    setTheme(next);
  };
  return (
    <button type="button" class="icon" aria-label={NAMES[theme]} title={NAMES[theme]} onClick={change}>
      {SIGNS[theme]}
    </button>
  );
}
