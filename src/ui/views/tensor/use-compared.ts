import type { ValueKind } from '../../../engine/tensor/types';
import { useView } from '../../stores/view-store';

/** A tensor of the run without edits and interventions. */
export const uneditedOf = (name: string): string => `unedited:${name}`;

/** What is shown in the place of a tensor. */
export interface Shown {
  /** Name of its values. */
  readonly name: string;
  readonly kind: ValueKind;
  /** Whether it is a difference, which cannot be written. */
  readonly compared: boolean;
}

/** The tensor itself, or how far it is from the run without edits and interventions. */
export function useCompared(name: string, kind: ValueKind): Shown {
  const compared = useView((view) => view.mode === 'difference');
  return compared
    ? { name: `difference:${name}`, kind: 'signed', compared }
    : { name, kind, compared };
}
