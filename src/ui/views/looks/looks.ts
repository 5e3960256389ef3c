import type { ModelInfo } from '../../../engine/session/client';
import { useView } from '../../stores/view-store';
import type { Look } from './entry';

/** Every view of the computation is a `look.ts` in a folder of its own, found by itself. */
const files = import.meta.glob<Look>('../*/look.ts', { eager: true, import: 'default' });

const LOOKS: readonly Look[] = Object.values(files).sort((a, b) => a.order - b.order);

/** The views that have something to show of a model, in their order. */
export function looksOf(model: ModelInfo): readonly Look[] {
  return LOOKS.filter((look) => look.fits(model));
}

/** The view that is shown: the chosen one, or the first where the model has no use for that. */
export function useLook(model: ModelInfo): Look {
  const chosen = useView((view) => view.look);
  const fitting = looksOf(model);
  return fitting.find(({ id }) => id === chosen) ?? fitting[0];
}
