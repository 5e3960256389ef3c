import { useId } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { formatValue } from '../../charts/heatmap/numbers';
import { useClassName } from '../../i18n/experiment-words';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { tensorInfo } from '../computation/shown';
import { visible } from '../computation/answers';
import type { Asked, Attribution } from './use-decision';
import { words } from './words';

interface Props {
  readonly model: ModelInfo;
  readonly asked: Asked;
  readonly found: Attribution | null;
  readonly onChange: (to: Partial<Asked>) => void;
}

/** Which answer is asked about: a class, and a position where there are several. */
export function AnswerChoice({ model, asked, found, onChange }: Props) {
  const say = useWords(words);
  const { percent } = useMessages();
  const nameOf = useClassName(model.experiment.id);
  const [classId, positionId] = [useId(), useId()];
  const classes = model.data?.classes ?? [];
  const positions = positionsOf(model);
  return (
    <header className="decision-head">
      <h3>{say.question}</h3>
      <div className="decision-choice">
        <label htmlFor={classId}>{say.class}</label>
        <select
          id={classId}
          className="field"
          value={asked.class ?? found?.class ?? ''}
          onChange={(event) => onChange({ class: Number(event.target.value) })}
        >
          {classes.map((name, k) => (
            <option key={name} value={k}>
              {visible(nameOf(name))}
              {k === found?.predicted ? ` (${say.predicted})` : ''}
            </option>
          ))}
        </select>
        {positions && (
          <>
            <label htmlFor={positionId}>{say.position}</label>
            <select
              id={positionId}
              className="field"
              value={asked.position}
              // Another position has another predicted class.
              onChange={(event) => onChange({ position: Number(event.target.value), class: null })}
            >
              {positions.map((word, t) => (
                <option key={t} value={t}>
                  {t + 1} · {visible(word)}
                </option>
              ))}
            </select>
          </>
        )}
        {found && (
          <dl className="decision-facts">
            <div>
              <dt>{say.score}</dt>
              <dd>{formatValue(found.logit)}</dd>
            </div>
            <div>
              <dt>{say.probability}</dt>
              <dd>{percent(found.probability)}</dd>
            </div>
          </dl>
        )}
      </div>
    </header>
  );
}

/** What stands at the positions that are answered; null where there is one answer. */
function positionsOf(model: ModelInfo): readonly string[] | null {
  const logits = tensorInfo(model, 'logits');
  if (!logits || logits.shape.length < 3) return null;
  const axis = logits.axes[1];
  const names = logits.labels?.[axis] ?? model.labels[axis] ?? [];
  return Array.from({ length: logits.shape[1] }, (_, t) => names[t] ?? '');
}
