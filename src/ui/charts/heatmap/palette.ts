import { useSyncExternalStore } from 'react';
import { type ColourTable, probabilityTable, signedTable, type Theme } from './colours';

/** What a heatmap is drawn with, in the theme that is on. */
export interface Palette {
  readonly signed: ColourTable;
  readonly probability: ColourTable;
  readonly surface: string;
  /** Ground and lines of hatched cells. */
  readonly blocked: string;
  readonly hatch: string;
  /** Lines between cells. */
  readonly grid: string;
  /** Mask cells that let through. */
  readonly open: string;
  readonly darkInk: string;
  readonly lightInk: string;
  readonly ink: string;
  readonly accent: string;
  readonly font: string;
}

let current: { readonly theme: Theme; readonly palette: Palette } | null = null;

const themeNow = (): Theme =>
  document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';

/** Made once for each theme, from the tokens of the page. */
function palette(): Palette {
  const theme = themeNow();
  if (current?.theme !== theme) current = { theme, palette: paletteOf(theme) };
  return current.palette;
}

function paletteOf(theme: Theme): Palette {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string): string => tokens.getPropertyValue(`--${name}`).trim();
  const surface = token('surface');
  return {
    signed: signedTable(theme, surface),
    probability: probabilityTable(),
    surface,
    blocked: token('surface-sunken'),
    hatch: token('line-strong'),
    grid: token('line'),
    open: token('surface'),
    darkInk: theme === 'light' ? token('ink') : token('surface'),
    lightInk: theme === 'light' ? token('surface') : token('ink'),
    ink: token('ink'),
    accent: token('accent'),
    font: token('font'),
  };
}

function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** Renders the component anew when the theme changes. */
export function usePalette(): Palette {
  useSyncExternalStore(onThemeChange, themeNow);
  return palette();
}
