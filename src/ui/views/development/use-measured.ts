import { useEffect, useRef, useState } from 'react';
import type { AnswerOf, ModelInfo, QuestionName, RequestOf } from '../../../engine/session/client';
import { asFailure, type Failure, sessionStore, useSession } from '../../stores/session-store';

/** Changes that follow one another this quickly (ms) are measured once. */
const SETTLED = 300;

export interface Measured<T> {
  readonly answer: T | null;
  /** Where the training stood when it was measured. */
  readonly step: number;
  readonly state: 'waiting' | 'measuring' | 'done' | 'cancelled';
  readonly failure: Failure | null;
}

/** What makes a measurement of the training old: another model, or a step further. */
export function useTrainingKey({ experiment, run }: ModelInfo): string {
  const present = useSession((state) => state.present);
  const writes = useSession((state) =>
    JSON.stringify(state.edits.list.filter(({ step }) => step !== undefined)),
  );
  const { id, seed, settings } = experiment;
  return JSON.stringify([id, seed, settings, run, present, writes]);
}

/**
 * The answer to a question, asked anew when `key` changes, once the training pauses: a measurement
 * would hold it up. The answer before stays until there is another.
 */
export function useMeasured<K extends QuestionName>(
  name: K,
  request: RequestOf<K>,
  key: string,
): Measured<NonNullable<AnswerOf<K>>> & { readonly again: () => void } {
  const running = useSession((state) => state.running);
  const [round, setRound] = useState(0);
  const [measured, setMeasured] = useState<Measured<NonNullable<AnswerOf<K>>>>({
    answer: null,
    step: 0,
    state: 'waiting',
    failure: null,
  });
  const latest = useRef(request);
  useEffect(() => {
    latest.current = request;
  });
  useEffect(() => {
    if (running) return undefined;
    let wanted = true;
    const measure = async (): Promise<void> => {
      const { client, present: step } = sessionStore.getState();
      if (!client) return;
      setMeasured((before) => ({ ...before, state: 'measuring' }));
      try {
        const answer = await client.session.ask(name, latest.current);
        if (!wanted) return;
        if (answer === null) setMeasured((before) => ({ ...before, state: 'cancelled' }));
        else {
          setMeasured({
            answer: answer as NonNullable<AnswerOf<K>>,
            step,
            state: 'done',
            failure: null,
          });
        }
      } catch (error) {
        if (wanted) setMeasured({ answer: null, step, state: 'done', failure: asFailure(error) });
      }
    };
    const timer = setTimeout(() => void measure(), SETTLED);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [name, key, running, round]);
  return { ...measured, again: () => setRound((before) => before + 1) };
}
