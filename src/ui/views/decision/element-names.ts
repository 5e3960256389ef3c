import type { ModelInfo } from '../../../engine/session/client';
import { tensorInfo } from '../computation/shown';

/** What the elements of an input are called: words, or numbers from 1 on. */
export function elementNames(model: ModelInfo, field: string, count: number): readonly string[] {
  const info = tensorInfo(model, field);
  const axis = info?.axes.find((one) => one !== 'B');
  const names = axis && (info?.labels?.[axis] ?? model.labels[axis]);
  return Array.from(
    { length: count },
    (_, i) => names?.[i] ?? (count === 1 ? field : String(i + 1)),
  );
}
