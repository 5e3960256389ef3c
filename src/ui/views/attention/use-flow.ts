import { useEffect, useState } from 'react';
import { sessionStore, useSession } from '../../stores/session-store';
import { publishTensors } from '../../stores/tensor-values';
import type { AttentionMap } from './maps';

/**
 * Attention flow up to a layer, one row after another, so that nothing waits for long; begun anew when
 * training has rested or something was changed.
 * @returns the name under which the page has it, and the training step that it belongs to
 */
export function useFlow(
  maps: readonly AttentionMap[],
  layer: number,
): { readonly tensor: string; readonly step: number | null } {
  const tensor = `page:flow ${maps[0].info.name}`;
  const running = useSession((state) => state.running);
  const now = useSession((state) => (state.running ? -1 : state.step));
  const edits = useSession((state) => state.edits);
  const [step, setStep] = useState<number | null>(null);
  useEffect(() => {
    if (running) return undefined;
    let current = true;
    const names = maps.slice(0, layer + 1).map(({ info }) => info.name);
    const size = maps[0].queries;
    const rows = new Float32Array(size * size);
    const compute = async (): Promise<void> => {
      for (let query = 0; query < size; query++) {
        if (!current) return;
        const { client } = sessionStore.getState();
        const row = await client?.session
          .ask('attentionFlow', { names, query })
          // Asked of a model that is gone by now: nobody waits for it.
          .catch(() => undefined);
        if (!row || !current) return;
        rows.set(row, query * size);
        publishTensors({ [tensor]: rows.slice() });
      }
      if (current) setStep(sessionStore.getState().step);
    };
    void compute();
    return () => {
      current = false;
    };
  }, [maps, layer, tensor, running, now, edits]);
  return { tensor, step };
}
