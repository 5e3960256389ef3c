import { GraduationCap } from 'lucide-react';
import { useEffect } from 'react';
import { findSnapshots, loadSnapshot } from '../../app/snapshots';
import type { ModelInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { useSnapshots } from '../../stores/snapshot-store';

/** The way to a model that was trained before, and where the weights come from once it is loaded. */
export function TrainedModel({ model }: { readonly model: ModelInfo }) {
  const { training, count } = useMessages();
  const { id } = model.experiment;
  const available = useSnapshots((state) => state.available?.includes(id) ?? false);
  const loaded = useSnapshots((state) => state.loaded);
  useEffect(() => void findSnapshots(), []);
  if (loaded?.id === id) {
    return (
      <p className="trained-model" title={training.trainedAt(loaded.commit)}>
        {training.trainedModel(count(loaded.step), loaded.seed)}
      </p>
    );
  }
  if (!available) return null;
  return (
    <button
      type="button"
      className="button button-quiet trained-model-load"
      title={training.loadTrainedHelp}
      onClick={() => void loadSnapshot(id)}
    >
      <GraduationCap aria-hidden="true" size="1.1em" />
      {training.loadTrained}
    </button>
  );
}
