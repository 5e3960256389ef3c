import { X } from 'lucide-react';
import type { Intervention } from '../../../engine/experiment/schema';
import { type ModelInfo, parameterOf } from '../../../engine/session/client';
import { IconButton } from '../../components/icon-button';
import { useWords } from '../../i18n/use-words';
import { select } from '../../stores/view-store';
import { changeIntervention, removeIntervention } from './actions';
import { ruleText, whereText } from './describe';
import { WORDS } from './words';
import './interventions.css';

interface Props {
  readonly model: ModelInfo;
  readonly items: readonly { readonly one: Intervention; readonly at: number }[];
  /** Whether the tensor is named: not where it stands above. */
  readonly named: boolean;
}

/** Interventions that stand, each to be switched off, taken into training, and removed. */
export function InterventionList({ model, items, named }: Props) {
  const words = useWords(WORDS);
  if (items.length === 0) return null;
  return (
    <ul className="intervention-list" aria-label={words.list}>
      {items.map(({ one, at }) => {
        const { name } = parameterOf(one.tensor);
        const info = model.tensors.find((tensor) => tensor.name === name);
        const rule = ruleText(one, words);
        const where = whereText(model, info, one.where, words);
        const what = `${one.tensor}, ${where}, ${rule}`;
        return (
          <li key={at} className="intervention" data-on={one.on}>
            <input
              type="checkbox"
              checked={one.on}
              aria-label={words.on(what)}
              onChange={(event) => void changeIntervention(at, { on: event.target.checked })}
            />
            <span className="intervention-what">
              {named && (
                <button type="button" className="edit-name" onClick={() => select(name)}>
                  {one.tensor}
                </button>
              )}
              <span className="intervention-rule">
                {rule} · {where}
              </span>
              {model.data && (
                <label className="intervention-training">
                  <input
                    type="checkbox"
                    checked={one.training}
                    disabled={!one.on}
                    aria-label={words.inTrainingOf(what)}
                    onChange={(event) =>
                      void changeIntervention(at, { training: event.target.checked })
                    }
                  />
                  {words.inTraining}
                </label>
              )}
            </span>
            <IconButton
              icon={X}
              label={words.remove(what)}
              className="button-quiet"
              onClick={() => void removeIntervention(at)}
            />
          </li>
        );
      })}
    </ul>
  );
}
