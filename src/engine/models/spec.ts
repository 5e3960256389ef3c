import type { Block } from './block';
import type { BLOCKS } from './blocks';

export type BlockKind = keyof typeof BLOCKS;

/**
 * One layer of a model, as data: which kind, what it is called, what it reads (inputs of the model,
 * other layers, or further outputs of theirs such as `encoder.hn`), and its settings.
 */
export type LayerSpec = {
  [K in BlockKind]: {
    readonly layer: K;
    readonly name: string;
    readonly from: string | readonly string[];
  } & ((typeof BLOCKS)[K] extends Block<infer S> ? S : never);
}[BlockKind];

/** What training makes smaller; what `from` and `target` are read as depends on the kind. */
export type LossSpec =
  | {
      /** Classes: of an example, or of each position. Scores f32[…,K], classes i32[…]; class −1 does not count. */
      readonly kind: 'crossEntropy';
      readonly from: string;
      readonly target: string;
      /** Share of the target's probability given to all classes alike, in training; 0 unless given. */
      readonly labelSmoothing?: number;
    }
  | {
      /** Numbers: mean squared difference. */
      readonly kind: 'mse';
      readonly from: string;
      readonly target: string;
    }
  | {
      /** Symbols in order, of which it is not known where they are. Scores f32[B,T,K], class 0 for none, symbols i32[B,S]. */
      readonly kind: 'ctc';
      readonly from: string;
      readonly target: string;
      /** How many positions of the scores count, and how many symbols: i32[B] each. */
      readonly lengths: string;
      readonly targetLengths: string;
    }
  | {
      /** A generator against a discriminator (`from`), and a classifier (`reader`) that reads what is made. Classes i32[B]. */
      readonly kind: 'adversarial';
      readonly from: string;
      readonly reader: string;
      readonly target: string;
    };

/** A model as plain data: layers wired by name, and a loss. */
export interface ModelSpec {
  readonly layers: readonly LayerSpec[];
  /** Omitted where nothing is to be learned. */
  readonly loss?: LossSpec;
}
