import { useEffect } from 'react';
import { sessionStore } from '../../stores/session-store';
import { setSources, useView } from '../../stores/view-store';
import { sourcesOf } from './sources';

/** How long a cell is pointed at before its sources light up, in ms. */
const REST = 120;

/** Lights up what the cell under the pointer was computed from, as long as no cell is chosen. */
export function usePreview(): void {
  const hovered = useView((view) => view.hovered);
  const locked = useView(
    (view) => view.selected?.cell !== undefined && view.selected.cell !== null,
  );
  useEffect(() => {
    if (!hovered || locked) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      void sessionStore
        .getState()
        .client?.session.explain(hovered.tensor, hovered.cell)
        .then((explanation) => {
          if (current) setSources(sourcesOf(explanation));
        })
        // A preview that cannot be had is no error: choosing the cell will say what is wrong.
        .catch(() => {});
    }, REST);
    return () => {
      current = false;
      clearTimeout(timer);
      setSources([]);
    };
  }, [hovered, locked]);
}
