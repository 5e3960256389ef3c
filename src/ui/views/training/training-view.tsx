import { useState } from 'react';
import { galleryEntry } from '../../../engine/gallery';
import type { Measure, ModelInfo } from '../../../engine/session/client';
import { CurveChart } from '../../charts/curves/curve-chart';
import { useRunNames } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { useSession } from '../../stores/session-store';
import { TimelineStrip } from '../timeline/timeline-strip';
import { GoalBar } from './goal-bar';
import { LossReadout } from './loss-readout';
import { MeasureChoice } from './measure-choice';
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
  const { training, percent, count } = useMessages();
  const runs = useRunNames(model);
  const [chosen, setChosen] = useState<Measure | null>(null);
  const { measures, data } = model;
  const goal = galleryEntry(model.experiment.id).goal;
  const others = measures.filter((measure) => measure !== 'loss');
  const other = [chosen, goal?.measure, 'accuracy', ...others].find((measure) =>
    others.some((one) => one === measure),
  ) as Measure | undefined;
  // Where there are no classes, numbers are what is to be found.
  const numbers = data?.classes.length === 0;
  const reference = (measure: Measure) => {
    const { baseline, judge } = data ?? {};
    if (judge && measure === 'accuracy') {
      return { name: training.judged.realRead, value: judge.accuracy };
    }
    if (judge && measure === 'frechet') {
      return { name: training.judged.realApart, value: judge.floor };
    }
    if (baseline?.measure !== measure) return undefined;
    return { name: training.baselineName[baseline.name], value: baseline.value };
  };
  const help = (measure: Measure): string | undefined => {
    if (!data?.judge) return undefined;
    const { examples, accuracy, floor } = data.judge;
    const { judged } = training;
    if (measure === 'accuracy') return judged.accuracy(count(examples), percent(accuracy));
    if (measure === 'frechet') return judged.frechet(count(examples), floor.toPrecision(2));
    return undefined;
  };
  const charts = other === undefined ? 1 : 2;
  return (
    <div className={`training training-charts-${charts}`}>
      <div className="training-side">
        <TrainingControls />
        {goal && <GoalBar goal={goal} model={model} />}
        <TrainedModel model={model} />
      </div>
      <CurveChart
        measure="loss"
        title={numbers ? training.squaredErrorAxis : undefined}
        reference={reference('loss')}
        runs={runs}
        run={model.run}
      />
      {other !== undefined && (
        <CurveChart
          key={other}
          measure={other}
          title={
            others.length > 1 ? (
              <MeasureChoice
                measure={other}
                options={others}
                onChange={setChosen}
                help={help(other)}
              />
            ) : undefined
          }
          reference={reference(other)}
          runs={runs}
          run={model.run}
        />
      )}
      <TimelineStrip />
    </div>
  );
}
