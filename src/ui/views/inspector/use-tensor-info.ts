import { useEffect, useState } from 'react';
import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { ask } from '../../stores/session-store';
import { publishTensors } from '../../stores/tensor-values';

/**
 * What is known of a tensor. Helpers of the computation that the model does not list, but that an
 * explanation leads to, are asked for by name.
 */
export function useTensorInfo(model: ModelInfo, name: string): TensorInfo | null {
  const listed = model.tensors.find((info) => info.name === name);
  const [helper, setHelper] = useState<TensorInfo | null>(null);
  useEffect(() => {
    if (listed) return undefined;
    let current = true;
    void ask((session) => session.read(name)).then((values) => {
      if (!current || !values) return;
      setHelper({
        name,
        shape: values.shape,
        dtype: values.data instanceof Float32Array ? 'f32' : 'i32',
        kind: name.startsWith('grad:') ? 'gradient' : 'activation',
        axes: values.shape.map(() => '1' as const),
        values: 'signed',
        op: '',
      });
      publishTensors({ [name]: values.data });
    });
    return () => {
      current = false;
    };
  }, [listed, name]);
  return listed ?? (helper?.name === name ? helper : null);
}
