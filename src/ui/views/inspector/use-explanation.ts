import { useEffect, useState } from 'react';
import type { Explanation } from '../../../engine/session/client';
import { sessionStore } from '../../stores/session-store';
import { subscribeTensor } from '../../stores/tensor-values';

/** While values keep changing, a cell is explained anew at most this often, in ms. */
const AGAIN_AFTER = 250;

export interface ExplanationState {
  readonly explanation: Explanation | null;
  readonly failed: boolean;
}

const empty: ExplanationState = { explanation: null, failed: false };

/**
 * Where a number comes from, asked anew whenever the tensor changes. While the answer for another
 * cell is on its way the last one stays, so that nothing jumps; it says itself what it explains.
 * @param cell position along each axis, joined by commas: '' for a scalar
 */
export function useExplanation(name: string, cell: string): ExplanationState {
  const [state, setState] = useState(empty);
  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = false;
    let again = false;
    const index = cell === '' ? [] : cell.split(',').map(Number);
    const ask = async (): Promise<void> => {
      timer = undefined;
      const { client } = sessionStore.getState();
      if (!client) return;
      asking = true;
      again = false;
      try {
        const explanation = await client.session.explain(name, index);
        if (current) setState({ explanation, failed: false });
      } catch {
        if (current) setState({ explanation: null, failed: true });
      }
      asking = false;
      if (again) later();
    };
    const later = (): void => {
      if (!current) return;
      if (asking) again = true;
      else timer ??= setTimeout(() => void ask(), AGAIN_AFTER);
    };
    const unsubscribe = subscribeTensor(name, later);
    void ask();
    return () => {
      current = false;
      unsubscribe();
      clearTimeout(timer);
    };
  }, [name, cell]);
  return state;
}
