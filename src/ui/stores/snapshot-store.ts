import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Snapshot } from '../../engine/gallery/snapshot';
import { sessionStore } from './session-store';

/** Trained models that come with the page, and the one that was loaded last. */
export interface SnapshotState {
  /** Experiments that have one; null until the list has been asked for. */
  readonly available: readonly string[] | null;
  /** Where the weights on screen come from; null when they were trained here. */
  readonly loaded: Omit<Snapshot, 'weights'> | null;
}

export const snapshotStore = createStore<SnapshotState>()(() => ({
  available: null,
  loaded: null,
}));

export function useSnapshots<T>(selector: (state: SnapshotState) => T): T {
  return useStore(snapshotStore, selector);
}

// Training that starts anew, or another experiment, has nothing to do with what was loaded.
sessionStore.subscribe(({ model, present }, before) => {
  const { loaded } = snapshotStore.getState();
  if (!loaded) return;
  const restarted = present < loaded.step && before.present >= loaded.step;
  if (restarted || model?.experiment.id !== loaded.id) snapshotStore.setState({ loaded: null });
});
