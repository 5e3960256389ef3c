import type { ValueKind } from '../../../engine/tensor/types';
import { parseNumber } from './numbers';

/**
 * What was typed, as a number that a tensor of that kind can hold; null where it is none.
 * @param unbounded whether −∞ may be entered: only where scores are masked
 */
export function readCellValue(text: string, kind: ValueKind, unbounded: boolean): number | null {
  if (unbounded && /^\s*[-−](∞|inf(inity)?)\s*$/i.test(text)) return -Infinity;
  const value = parseNumber(text);
  if (value === null) return null;
  if (kind === 'mask' && value !== 0 && value !== 1) return null;
  return kind === 'index' && (!Number.isInteger(value) || value < 0) ? null : value;
}
