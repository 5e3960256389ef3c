import { useEffect, useState } from 'react';
import type { TensorData } from '../../../engine/tensor/types';
import { subscribeTensor, tensorValue } from '../../stores/tensor-values';

/**
 * Something made from a tensor's values, a few times a second at most: for what is read rather than
 * watched. `make` must be stable.
 */
export function useLatestValues<T>(
  name: string,
  make: (data: TensorData) => T,
  everyMs: number,
): T | null {
  const [made, setMade] = useState<T | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = (): void => {
      timer = undefined;
      const data = tensorValue(name);
      setMade(data ? make(data) : null);
    };
    const unsubscribe = subscribeTensor(name, () => {
      timer ??= setTimeout(update, everyMs);
    });
    update();
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [name, make, everyMs]);
  return made;
}
