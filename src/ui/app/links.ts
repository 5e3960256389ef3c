import { encodeExperiment } from '../../engine/experiment/codec';
import type { Experiment } from '../../engine/experiment/schema';
import { toView } from '../stores/view-store';
import { session } from './connection';

/** The experiment as it stands, with what is on screen. */
export async function currentExperiment(weights: boolean): Promise<Experiment> {
  const { session: api } = await session();
  const { view: _, ...experiment } = await api.experiment({ weights });
  const view = toView();
  return view ? { ...experiment, view } : experiment;
}

/** An experiment as the text that follows `#` in the address. */
export async function asHash(experiment: Experiment): Promise<string> {
  const { session: api } = await session();
  return encodeExperiment(experiment, await api.defaults(experiment.id));
}

/** The address that opens the experiment as it stands, on any computer: no backend is asked for. */
export async function currentLink(weights: boolean): Promise<string> {
  const hash = await asHash(await currentExperiment(weights));
  return `${location.origin}${location.pathname}#${hash}`;
}
