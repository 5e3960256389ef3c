import { useEffect, useState } from 'react';
import type { AnswerOf, ModelInfo, QuestionName, RequestOf } from '../../../engine/session/client';
import { ask, sessionStore } from '../../stores/session-store';

/** While numbers keep changing, a question is asked anew at most this often, in ms. */
const AGAIN_AFTER = 500;

interface Options {
  /** Whether the answer follows the numbers: training, and what is changed by hand. */
  readonly live?: boolean;
  /** False while the answer is not on screen. */
  readonly wanted?: boolean;
}

/**
 * The answer to a question about what is loaded, asked anew when the model or the request changes;
 * null until it has come. While the next answer is on its way the last one stays.
 */
export function useAnswer<K extends QuestionName>(
  name: K,
  request: RequestOf<K>,
  model: ModelInfo,
  { live = false, wanted = true }: Options = {},
): AnswerOf<K> | null {
  const [state, setState] = useState<{ of: ModelInfo; answer: AnswerOf<K> | null } | null>(null);
  const key = JSON.stringify(request);
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    let asking = false;
    let again = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const question = async (): Promise<void> => {
      timer = undefined;
      asking = true;
      again = false;
      const answer = await ask((session) => session.ask(name, JSON.parse(key) as RequestOf<K>));
      asking = false;
      if (!current) return;
      if (answer !== undefined) setState({ of: model, answer });
      if (again) later();
    };
    const later = (): void => {
      if (asking) again = true;
      else timer ??= setTimeout(() => void question(), AGAIN_AFTER);
    };
    void question();
    const unsubscribe = live
      ? sessionStore.subscribe((now, before) => {
          if (now.step !== before.step || now.edits !== before.edits) later();
        })
      : undefined;
    return () => {
      current = false;
      clearTimeout(timer);
      unsubscribe?.();
    };
  }, [name, key, model, live, wanted]);
  return state?.of.experiment.id === model.experiment.id ? state.answer : null;
}
