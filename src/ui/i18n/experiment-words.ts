import { EXPERIMENT_IDS, galleryEntry } from '../../engine/gallery';
import type { ExperimentWords } from '../../engine/gallery/entry';
import type { ExperimentId } from '../../engine/experiment/schema';
import type { ModelInfo } from '../../engine/session/client';
import { preferencesStore, usePreferences } from '../stores/preferences-store';

export { EXPERIMENT_IDS };

/** What an experiment says of itself in the reader's language. */
export function useExperimentWords(id: ExperimentId): ExperimentWords {
  return galleryEntry(id).words[usePreferences((preferences) => preferences.language)];
}

/** The same as it is now, for what is no component. */
export function experimentWords(id: ExperimentId): ExperimentWords {
  return galleryEntry(id).words[preferencesStore.getState().language];
}

/** The name of a class of an experiment's data. */
export function useClassName(id: ExperimentId): (name: string) => string {
  const { classes } = useExperimentWords(id);
  return (name) => classes?.[name] ?? name;
}

/** What the models of an experiment are called; their ids where the experiment has no names for them. */
export function useRunNames({
  experiment,
  runs,
}: Pick<ModelInfo, 'experiment' | 'runs'>): string[] {
  const words = useExperimentWords(experiment.id);
  return runs.map(({ id }) => words.runs?.[id] ?? id);
}
