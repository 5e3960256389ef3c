import { useState } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import { useMessages } from '../../i18n/use-messages';
import { useWords } from '../../i18n/use-words';
import { tensorInfo } from '../computation/shown';
import { AnswerChoice } from './answer-choice';
import { InputPart } from './input-part';
import { ModelParts } from './model-parts';
import { OtherWeights } from './other-weights';
import { type Asked, useDecision } from './use-decision';
import { words } from './words';
import './decision.css';

/** What one prediction can be put down to; another model is asked about anew. */
export function DecisionView({ model }: { readonly model: ModelInfo }) {
  const { id, run, settings } = model.experiment;
  return <Decision key={JSON.stringify([id, run, settings])} model={model} />;
}

/** Input, parts of the model, attention. */
function Decision({ model }: { readonly model: ModelInfo }) {
  const say = useWords(words);
  const { count } = useMessages();
  const [chosen, setAsked] = useState<Asked>(() => ({
    class: null,
    position: middleAsked(model.example.targets ?? []),
    attention: 'last',
    seed: 1,
  }));
  // Another example may be shorter.
  const asked = { ...chosen, position: Math.min(chosen.position, answersOf(model) - 1) };
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
            <button type="button" className="button" onClick={again}>
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

/** Of the positions that are asked about the one in the middle: something has been read before it. */
function middleAsked(targets: readonly number[]): number {
  const asked = Array.from(targets.keys()).filter((t) => targets[t] >= 0);
  return asked[Math.floor(asked.length / 2)] ?? 0;
}

/** How many answers the model gives. */
function answersOf(model: ModelInfo): number {
  const shape = tensorInfo(model, 'logits')?.shape ?? [];
  return shape.length > 2 ? shape[1] : 1;
}
