import type { ModelInfo } from '../../../engine/session/client';
import { useClassName } from '../../i18n/experiment-words';
import { ask, useSession } from '../../stores/session-store';
import { ConfusionMatrix } from './confusion-matrix';
import { MeasuredNote } from './measured-note';
import { useMeasured, useTrainingKey } from './use-measured';
import { WorstAnswers } from './worst-answers';

const NOTHING = {};

/** What the model answers to held-out examples, as of the step that is shown. */
export function AnswersSection({ model }: { readonly model: ModelInfo }) {
  const shown = useSession((state) => state.step);
  const nameOf = useClassName(model.experiment.id);
  const key = `${shown} ${useTrainingKey(model)}`;
  const measured = useMeasured('confusion', NOTHING, key);
  const { answer } = measured;
  const names = Array.from({ length: answer?.classes ?? 0 }, (_, k) =>
    nameOf(model.data?.classes[k] ?? model.labels.K?.[k] ?? String(k)),
  );
  return (
    <>
      <MeasuredNote measured={measured} />
      {answer && (
        <>
          <ConfusionMatrix confusion={answer} names={names} onShow={show} />
          <WorstAnswers answers={answer.worst} names={names} onShow={show} />
        </>
      )}
    </>
  );
}

/** Shows a held-out example in all views. */
function show(index: number): void {
  void ask((session) => session.show({ kind: 'data', split: 'validation', index }));
}
