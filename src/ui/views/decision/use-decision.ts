import { useCallback, useEffect, useState } from 'react';
import type { ModelInfo } from '../../../engine/session/client';
import type { AnswerOf } from '../../../engine/session/questions';
import { ask, useSession } from '../../stores/session-store';
import { headGroups } from '../heads/head-groups';

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

/**
 * Asks for everything about a prediction when the view opens and whenever something else is asked
 * about; not while training goes on: then what is known grows old, and says so.
 */
export function useDecision(model: ModelInfo, asked: Asked) {
  const [found, setFound] = useState<Decision | null>(null);
  const [busy, setBusy] = useState(false);
  const step = useSession((state) => state.step);
  const edits = useSession((state) => state.edits.list.length);
  const weights = `${step} ${edits}`;
  const key = JSON.stringify([model.experiment, asked]);

  const compute = useCallback(
    async (wanted: () => boolean): Promise<void> => {
      setBusy(true);
      const { position, seed, attention } = asked;
      const about = { position, ...(asked.class === null ? {} : { class: asked.class }) };
      const attribution = await ask((session) => session.ask('attribution', about));
      const parts =
        attribution && wanted()
          ? await ask((session) => session.ask('logitAttribution', about))
          : undefined;
      const shuffle = { ...about, seed, ...(attention === 'all' ? { attention } : {}) };
      const other =
        parts && wanted() && headGroups(model).length > 0
          ? await ask((session) => session.ask('otherAttention', shuffle))
          : null;
      if (!wanted()) return;
      setBusy(false);
      if (attribution && parts) {
        setFound({ attribution, parts, other: other ?? null, weights, step });
      }
    },
    // Whatever it is about is in the key; the step is that of the moment.
    [key],
  );

  useEffect(() => {
    let wanted = true;
    void compute(() => wanted);
    return () => {
      wanted = false;
    };
  }, [compute]);

  return {
    found,
    busy,
    stale: found !== null && found.weights !== weights,
    again: () => compute(() => true),
  };
}
