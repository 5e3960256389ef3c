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
      /** A generator against a discriminator (`from`); the class asked for is the target, i32[B]. */
      readonly kind: 'adversarial';
      readonly from: string;
      readonly target: string;
    };

/**
 * A trained classifier that reads what another model makes and tells how good it is. Its weights are
 * given and never change, and no gradient passes it.
 */
export interface JudgeSpec {
  readonly model: ModelSpec;
  /** Its parameters and states, as what has trained it keeps them (see `ModelGraph.given`). */
  readonly weights: Float32Array;
  /** What it reads, by its own names for it: fields of the data, or tensors of the judged model. */
  readonly reads: Readonly<Record<string, string>>;
  /** Its layer by whose outputs, f32[B,D], what is made is compared with what is real. */
  readonly features: string;
}

/** A model as plain data: layers wired by name, and a loss. */
export interface ModelSpec {
  readonly layers: readonly LayerSpec[];
  /** Omitted where nothing is to be learned. */
  readonly loss?: LossSpec;
  /** Who judges what it makes, where the loss does not tell. */
  readonly judge?: JudgeSpec;
}
