import type { Experiment, ExperimentId } from '../experiment/schema';
import type { GalleryEntry } from './entry';
import { threeWords } from './three-words';
import { whenWasItSaidEntry } from './when-was-it-said';
import { whoDidWhatEntry } from './who-did-what';

/** Every experiment by its identifier: a new one is a file beside this one, and a line here. */
export const GALLERY: Readonly<Record<ExperimentId, GalleryEntry>> = {
  'three-words': threeWords,
  'who-did-what': whoDidWhatEntry,
  'when-was-it-said': whenWasItSaidEntry,
};

/** An experiment as it is when first opened. */
export function defaultExperiment(id: ExperimentId): Experiment {
  const entry = GALLERY[id];
  return {
    version: 1,
    id,
    seed: entry.seed,
    settings: Object.fromEntries(entry.settings.map((spec) => [spec.key, spec.default])),
    example: entry.example,
    step: 0,
    edits: [],
  };
}
