import type { ModelInfo } from '../../../engine/session/client';
import { Segmented } from '../../components/segmented';
import { useRunNames } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { ask } from '../../stores/session-store';
import { setHead, setLayer } from '../../stores/view-store';
import { useShownHead, useShownLayer } from './shown';
import './view-controls.css';

/** Which layer and head are shown; nothing where there is no choice. */
export function ViewControls({ model }: { readonly model: ModelInfo }) {
  const { computation } = useMessages();
  const layer = useShownLayer(model);
  const head = useShownHead(model);
  const { layers, heads } = model.attention;
  if (layers < 2 && heads < 2 && model.runs.length < 2) return null;
  return (
    <div className="view-controls">
      <ModelChoice model={model} />
      {layers > 1 && (
        <Choice label={computation.layer} count={layers} value={layer} onChange={setLayer} />
      )}
      {heads > 1 && (
        <Choice label={computation.head} count={heads} value={head} onChange={setHead} />
      )}
    </div>
  );
}

/** Which of the models trained side by side is shown; nothing where there is one. */
export function ModelChoice({ model }: { readonly model: ModelInfo }) {
  const { training } = useMessages();
  const runs = useRunNames(model);
  if (runs.length < 2) return null;
  return (
    <div className="view-choice">
      <span aria-hidden="true">{training.model}</span>
      <Segmented
        label={training.model}
        value={String(model.run)}
        options={runs.map((label, i) => ({ value: String(i), label }))}
        onChange={(run) => void ask((session) => session.showRun(Number(run)))}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly count: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A number from 1 on, of something that the model has several of. */
function Choice({ label, count, value, onChange }: ChoiceProps) {
  return (
    <div className="view-choice">
      <span aria-hidden="true">{label}</span>
      <Segmented
        label={label}
        value={String(value)}
        options={Array.from({ length: count }, (_, i) => ({
          value: String(i),
          label: String(i + 1),
        }))}
        onChange={(chosen) => onChange(Number(chosen))}
      />
    </div>
  );
}
