import { galleryEntry } from '../../../engine/gallery';
import type { ModelInfo } from '../../../engine/session/client';
import { CurveChart } from '../../charts/curves/curve-chart';
import { useRunNames } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { useSession } from '../../stores/session-store';
import { TimelineStrip } from '../timeline/timeline-strip';
import { GoalBar } from './goal-bar';
import { LossReadout } from './loss-readout';
import { TrainedModel } from './trained-model';
import { TrainingControls } from './training-controls';
import './training.css';

/** The strip along the bottom: the run of the training, or where nothing is trained, the loss. */
export function TrainingView() {
  const model = useSession((state) => state.model);
  if (!model) return null;
  return model.data ? <Training model={model} /> : <LossReadout model={model} />;
}

function Training({ model }: { readonly model: ModelInfo }) {
  const { training } = useMessages();
  const runs = useRunNames(model);
  const baseline = model.data?.baseline;
  const goal = galleryEntry(model.experiment.id).goal;
  const measures = shownMeasures(model, goal?.measure);
  // Where there are no classes, numbers are what is to be found.
  const numbers = model.data?.classes.length === 0;
  return (
    <div className={`training training-charts-${measures.length}`}>
      <div className="training-side">
        <TrainingControls />
        {goal && <GoalBar goal={goal} model={model} />}
        <TrainedModel model={model} />
      </div>
      {measures.map((measure) => (
        <CurveChart
          key={measure}
          measure={measure}
          title={measure === 'loss' && numbers ? training.squaredErrorAxis : undefined}
          reference={
            baseline?.measure === measure
              ? { name: training.baselineName[baseline.name], value: baseline.value }
              : undefined
          }
          runs={runs}
          run={model.run}
        />
      ))}
      <TimelineStrip />
    </div>
  );
}

/** Two at most: the loss, and what the goal is about or else the accuracy. */
function shownMeasures({ measures }: ModelInfo, goal: string | undefined): ModelInfo['measures'] {
  const other = goal === 'exact' ? 'exact' : 'accuracy';
  return measures.filter((measure) => measure === 'loss' || measure === other);
}
