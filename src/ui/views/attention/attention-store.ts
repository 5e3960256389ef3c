import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export const ATTENTION_VIEWS = [
  'grid',
  'head',
  'arcs',
  'words',
  'neuron',
  'layers',
  'picture',
] as const;
export type AttentionView = (typeof ATTENTION_VIEWS)[number];

/** How attention is looked at: what the look itself remembers; layer, head and cell are the page's. */
export interface AttentionState {
  readonly view: AttentionView;
  /** In gradient mode: the gradient of the weights, or their product with it. */
  readonly product: boolean;
  /** Whether colours end at the largest weight of a head instead of at 1. */
  readonly stretch: boolean;
  /** Weights below it have no arc; null: as is usual for so many words. */
  readonly threshold: number | null;
  /** One line of words with arcs at its sides, instead of two columns. */
  readonly line: boolean;
}

export const attentionStore = createStore<AttentionState>()(() => ({
  view: 'grid',
  product: false,
  stretch: false,
  threshold: null,
  line: false,
}));

export function useAttention<T>(selector: (state: AttentionState) => T): T {
  return useStore(attentionStore, selector);
}

export function setAttention(change: Partial<AttentionState>): void {
  attentionStore.setState(change);
}
