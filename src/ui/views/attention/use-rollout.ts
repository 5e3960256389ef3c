import { useEffect, useMemo } from 'react';
import { publishTensors } from '../../stores/tensor-values';
import type { AttentionMap } from './maps';
import { type Asked, useAnswer } from './use-answer';

/** While values keep changing, asked anew at most this often. */
const AGAIN_MS = 250;

/** Attention rollout up to a layer, kept up to date. @returns the name under which the page has it */
export function useRollout(maps: readonly AttentionMap[], layer: number): string {
  const last = maps[maps.length - 1].info.name;
  const tensor = `page:rollout ${maps[0].info.name}`;
  const asked = useMemo<Asked<'attentionRollout'>>(
    () => ({ name: 'attentionRollout', request: { names: maps.map(({ info }) => info.name) } }),
    [maps],
  );
  const found = useAnswer(asked, last, AGAIN_MS);
  const matrix = found?.asked === asked ? found.answer.layers[layer] : undefined;
  useEffect(() => {
    if (matrix) publishTensors({ [tensor]: matrix });
  }, [matrix, tensor]);
  return tensor;
}
