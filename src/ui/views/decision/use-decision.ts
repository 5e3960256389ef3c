import { useEffect, useState } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import type { AnswerOf } from '../../../engine/session/questions';
import { ask, sessionStore, useSession } from '../../stores/session-store';

export type Attribution = AnswerOf<'attribution'>;
export type LogitAttribution = AnswerOf<'logitAttribution'>;
export type OtherAttention = NonNullable<AnswerOf<'otherAttention'>>;

/** What is asked about: which answer, and how attention is shuffled. */
export interface Asked {
  /** Number of the class; null for the predicted one. */
  readonly class: number | null;
  readonly position: number;
  readonly attention: 'last' | 'all';
  readonly seed: number;
}

/** All about one prediction, as of one step of training. */
export interface Decision {
  readonly attribution: Attribution;
  readonly parts: LogitAttribution;
  /** Null where the answer depends on no attention. */
  readonly other: OtherAttention | null;
  readonly weights: string;
  readonly step: number;
}

/** What the numbers depend on besides what is asked: the parameters, and what was changed by hand. */
const weightsNow = (): string => {
  const { step, edits } = sessionStore.getState();
  return `${step} ${edits.list.length}`;
};

/** @param wanted whether the answer is still waited for; null when it is not, or cannot be given */
async function decide(
  { class: chosen, position, attention, seed }: Asked,
  wanted: () => boolean,
): Promise<Decision | null> {
  const weights = weightsNow();
  const { step } = sessionStore.getState();
  const about = { position, ...(chosen === null ? {} : { class: chosen }) };
  const attribution = await ask((session) => session.ask('attribution', about));
  if (!attribution || !wanted()) return null;
  const parts = await ask((session) => session.ask('logitAttribution', about));
  if (!parts || !wanted()) return null;
  const shuffle = { ...about, seed, ...(attention === 'all' ? { attention } : {}) };
  const other = await ask((session) => session.ask('otherAttention', shuffle));
  return wanted() ? { attribution, parts, other: other ?? null, weights, step } : null;
}

/**
 * Asks for everything about a prediction when the view opens and whenever something else is asked
 * about; not while training goes on: then what is known grows old, and says so.
 */
export function useDecision(model: ModelInfo, asked: Asked) {
  const [found, setFound] = useState<Decision | null>(null);
  const [busy, setBusy] = useState(false);
  const [again, setAgain] = useState(0);
  const weights = useSession((state) => `${state.step} ${state.edits.list.length}`);
  // Asked anew only when it is about something else, however often the page is drawn.
  const request = JSON.stringify(asked);
  const about = JSON.stringify(model.experiment);

  useEffect(() => {
    let wanted = true;
    setBusy(true);
    void decide(JSON.parse(request) as Asked, () => wanted).then((decision) => {
      if (!wanted) return;
      setBusy(false);
      if (decision) setFound(decision);
    });
    return () => {
      wanted = false;
    };
  }, [request, about, again]);

  return {
    found,
    busy,
    stale: found !== null && found.weights !== weights,
    again: () => setAgain((times) => times + 1),
  };
}
