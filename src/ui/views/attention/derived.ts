import { useEffect } from 'react';
import type { TensorData } from '../../../engine/tensor/types';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { publishTensors, subscribeTensor, tensorValue } from '../../stores/tensor-values';
import { gradientOf } from '../../stores/view-store';
import type { AttentionMap } from './maps';
import { type Quantity, tensorOf } from './selection';
import { multiplied } from './sums';

/** Keeps the product of a layer's weights and their gradient up to date for as long as it is shown. */
export function useProduct(map: AttentionMap, quantity: Quantity): void {
  useEffect(() => {
    if (quantity !== 'product') return undefined;
    const names = [map.info.name, gradientOf(map.info.name)];
    const update = (): void => {
      const [weights, gradient] = names.map(tensorValue);
      if (!weights || weights.length !== gradient?.length) return;
      const out: TensorData = multiplied(weights, gradient, new Float32Array(weights.length));
      publishTensors({ [tensorOf(map, 'product')]: out });
    };
    const ends = names.map((name) => subscribeTensor(name, () => repaint(update)));
    update();
    return () => {
      for (const end of ends) end();
      cancelRepaint(update);
    };
  }, [map, quantity]);
}
