import { useSyncExternalStore } from 'react';

function subscribe(changed: () => void): () => void {
  addEventListener('resize', changed);
  return () => removeEventListener('resize', changed);
}

/** Size of the page's type in px: it grows with the window, up to projectors. */
const rootSize = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/** Size of the page's type in px, kept up to date. */
export function useEm(): number {
  return useSyncExternalStore(subscribe, rootSize);
}
