import { useState } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { firstAsked } from '../computation/answers';
import { AnswerChoice } from './answer-choice';
import { InputPart } from './input-part';
import { ModelParts } from './model-parts';
import { OtherWeights } from './other-weights';
import { type Asked, useDecision } from './use-decision';
import { words } from './words';
import './decision.css';

/** What one prediction can be put down to: input, parts of the model, attention. */
export function DecisionView({ model }: { readonly model: ModelInfo }) {
  const say = useWords(words);
  const { count } = useMessages();
  const [asked, setAsked] = useState<Asked>(() => ({
    class: null,
    position: firstAsked(model.example.targets ?? []),
    attention: 'last',
    seed: 1,
  }));
  const { found, busy, stale, again } = useDecision(model, asked);
  const change = (to: Partial<Asked>): void => setAsked((before) => ({ ...before, ...to }));
  return (
    <div className="decision" aria-busy={busy}>
      <AnswerChoice
        model={model}
        asked={asked}
        found={found?.attribution ?? null}
        onChange={change}
      />
      <div className="decision-status" role="status">
        {busy && <span>{say.working}</span>}
        {!busy && stale && found && (
          <>
            <span className="decision-stale">{say.stale(count(found.step))}</span>
            <button type="button" className="button" onClick={() => void again()}>
              {say.again}
            </button>
          </>
        )}
      </div>
      {found && (
        <>
          <InputPart model={model} attribution={found.attribution} parts={found.parts} />
          <ModelParts model={model} parts={found.parts} />
          {found.other && (
            <OtherWeights model={model} other={found.other} asked={asked} onChange={change} />
          )}
        </>
      )}
    </div>
  );
}
