import { CurveChart } from '../../charts/curves/curve-chart';
import { useSession } from '../../stores/session-store';
import { LossReadout } from './loss-readout';
import { TrainingControls } from './training-controls';
import './training.css';

/** The strip along the bottom: the run of the training, or where nothing is trained, the loss. */
export function TrainingView() {
  const model = useSession((state) => state.model);
  if (!model) return null;
  if (!model.data) return <LossReadout model={model} />;
  return (
    <div className="training">
      <TrainingControls />
      <CurveChart measure="loss" />
      <CurveChart measure="accuracy" reference={model.data.baseline?.accuracy} />
    </div>
  );
}
