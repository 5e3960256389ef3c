import { readSnapshot, readSnapshotIndex, SNAPSHOTS } from '../../engine/gallery/snapshot';
import type { ExperimentId } from '../../engine/experiment/schema';
import { asFailure, sessionStore } from '../stores/session-store';
import { snapshotStore } from '../stores/snapshot-store';
import { session } from './connection';
import { openExperiment } from './navigation';

/** Finds out, once, which experiments come with a trained model. A page without any has an empty list. */
export async function findSnapshots(): Promise<void> {
  if (snapshotStore.getState().available !== null) return;
  snapshotStore.setState({ available: [] });
  try {
    const response = await fetch(`${SNAPSHOTS}/index.json`);
    if (!response.ok) return;
    snapshotStore.setState({ available: readSnapshotIndex(await response.json()) });
  } catch {
    // Without the list there is nothing to offer; training works all the same.
  }
}

/** Loads the trained model of an experiment in place of what is there. Failures become the page's notice. */
export async function loadSnapshot(id: ExperimentId): Promise<void> {
  try {
    const response = await fetch(`${SNAPSHOTS}/${id}.json`);
    if (!response.ok) throw new Error(`${SNAPSHOTS}/${id}.json: ${response.status}`);
    const { weights, ...about } = readSnapshot(await response.json());
    const { session: api } = await session();
    const defaults = await api.defaults(id);
    const { step, seed } = about;
    await openExperiment({ ...defaults, seed, step, weights });
    snapshotStore.setState({ loaded: about });
  } catch (error) {
    sessionStore.setState({ error: asFailure(error) });
  }
}
