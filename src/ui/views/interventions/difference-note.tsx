import type { ModelInfo } from '../../../engine/session/client';
import { useWords } from '../../i18n/use-words';
import { useSession } from '../../stores/session-store';
import { useView } from '../../stores/view-store';
import { ChangeLine } from './change-line';
import { WORDS } from './words';
import './interventions.css';

/** While differences are looked at: what they are to, and how the loss of the example has changed. */
export function DifferenceNote({ model }: { readonly model: ModelInfo }) {
  const words = useWords(WORDS);
  const shown = useView((view) => view.mode === 'difference');
  const unchanged = useSession(
    ({ edits }) => edits.list.length === 0 && !edits.interventions.some(({ on }) => on),
  );
  if (!shown) return null;
  const hasLoss = model.tensors.some(({ name }) => name === 'loss');
  return (
    <div className="difference-note">
      <p>{unchanged ? words.nothingChanged : words.comparison}</p>
      {hasLoss && (
        <div className="difference-loss">
          <span>{words.loss}</span>
          <ChangeLine name="loss" flat={0} />
        </div>
      )}
    </div>
  );
}
