import { useEffect, useState } from 'react';
import type { AnswerOf, QuestionName, RequestOf } from '../../../engine/session/client';
import { sessionStore } from '../../stores/session-store';
import { subscribeTensor } from '../../stores/tensor-values';

export interface Asked<K extends QuestionName> {
  readonly name: K;
  readonly request: RequestOf<K>;
}

/**
 * The answer to a question, asked anew whenever a tensor changes, at most so often. The last answer
 * stays while the next is on its way; it comes with its question, so that one can tell whether it is it.
 * @param asked must be stable; null while nothing is to be asked
 * @param follow name of the tensor whose changes matter
 */
export function useAnswer<K extends QuestionName>(
  asked: Asked<K> | null,
  follow: string,
  everyMs: number,
): { readonly asked: Asked<K>; readonly answer: AnswerOf<K> } | null {
  const [state, setState] = useState<{ asked: Asked<K>; answer: AnswerOf<K> } | null>(null);
  useEffect(() => {
    if (!asked) return undefined;
    let current = true;
    let asking = false;
    let again = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const go = async (): Promise<void> => {
      timer = undefined;
      asking = true;
      again = false;
      const { client } = sessionStore.getState();
      // What was asked of a model that is gone by now has no answer, and nobody waits for one.
      const answer = await client?.session.ask(asked.name, asked.request).catch(() => undefined);
      asking = false;
      if (!current) return;
      if (answer !== undefined && answer !== null) setState({ asked, answer });
      if (again) later();
    };
    const later = (): void => {
      if (asking) again = true;
      else timer ??= setTimeout(() => void go(), everyMs);
    };
    const end = subscribeTensor(follow, later);
    void go();
    return () => {
      current = false;
      end();
      clearTimeout(timer);
    };
  }, [asked, follow, everyMs]);
  return state;
}
