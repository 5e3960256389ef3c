import type { ModelInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { PictureCanvas } from './picture-canvas';
import { PredictionBars } from './prediction-bars';
import { tensorInfo } from './shown';
import './picture-view.css';

/** The example's own picture, where a gate looks in it, and what the model makes of it. */
export function PictureView({ model }: { readonly model: ModelInfo }) {
  const { picture: words } = useMessages();
  const { picture } = model.data ?? {};
  const info = picture && tensorInfo(model, picture.tensor);
  if (!picture || !info) return null;
  const [height, width] = info.shape.slice(-2);
  const gate = model.tensors.find(
    ({ name, shape }) =>
      /^[^:]+\.gate$/.test(name) && shape.length === 4 && shape[1] === 1 && shape[3] > 1,
  );
  const { channels } = picture;
  return (
    <div className="picture-view">
      <PictureCanvas info={info} channels={channels} label={words.label(width, height)} />
      {gate && <PictureCanvas info={info} channels={channels} light={gate} label={words.gate} />}
      <PredictionBars model={model} />
    </div>
  );
}
