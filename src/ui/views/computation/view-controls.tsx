import type { ModelInfo } from '../../../engine/session/client';
import { Segmented } from '../../components/segmented';
import { useMessages } from '../../i18n/use-messages';
import { setHead, setLayer } from '../../stores/view-store';
import { useShownHead, useShownLayer } from './shown';
import './view-controls.css';

/** Which layer and head are shown; nothing where there is no choice. */
export function ViewControls({ model }: { readonly model: ModelInfo }) {
  const { computation } = useMessages();
  const layer = useShownLayer(model);
  const head = useShownHead(model);
  const { layers, heads } = model.attention;
  if (layers < 2 && heads < 2) return null;
  return (
    <div className="view-controls">
      {layers > 1 && (
        <Choice label={computation.layer} count={layers} value={layer} onChange={setLayer} />
      )}
      {heads > 1 && (
        <Choice label={computation.head} count={heads} value={head} onChange={setHead} />
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly count: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

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
