import { ExperimentError } from '../tensor/errors';
import type { Experiment, ExperimentId } from '../experiment/schema';
import { type GalleryEntry, GROUPS } from './entry';

const files = import.meta.glob<GalleryEntry>('./experiments/*.ts', {
  eager: true,
  import: 'default',
});

/** Every experiment in the order of the gallery: a new one is a file in ./experiments. */
export const GALLERY: readonly GalleryEntry[] = Object.values(files).sort(
  (a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || a.order - b.order,
);

const BY_ID: ReadonlyMap<string, GalleryEntry> = new Map(GALLERY.map((entry) => [entry.id, entry]));

export const EXPERIMENT_IDS: readonly ExperimentId[] = GALLERY.map(({ id }) => id);

/** @throws ExperimentError when there is no such experiment */
export function galleryEntry(id: ExperimentId): GalleryEntry {
  const entry = BY_ID.get(id);
  if (entry) return entry;
  throw new ExperimentError(
    `There is no experiment "${id}". There are: ${EXPERIMENT_IDS.join(', ')}.`,
  );
}

/** An experiment as it is when first opened. @throws ExperimentError when there is no such experiment */
export function defaultExperiment(id: ExperimentId): Experiment {
  const entry = galleryEntry(id);
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
