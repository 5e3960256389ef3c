import type { LayerSpec, ModelSpec } from './spec';

export interface SegmentModelOptions {
  readonly vocabulary: number;
  readonly classes: number;
  /** Width of word vectors and states. */
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  /** Width of the perceptrons' hidden layers. */
  readonly hidden: number;
  readonly dropout: number;
  /** Positions that are read at once. */
  readonly segment: number;
  /** Whether states of the segment before are attended too. */
  readonly memory: boolean;
  /** Name of the sequence of the places that a segment attends. */
  readonly keys?: string;
}

/**
 * Embedding, Transformer layers with relative positions over segments, class scores at every
 * position. Reads `tokens`, i32[B,T], and `target`, i32[B,T]. Positions are told by distance alone,
 * so that a memory needs no places of its own (Dai et al. 2019, section 3.3).
 */
export function segmentModel({
  vocabulary,
  classes,
  width,
  ...settings
}: SegmentModelOptions): ModelSpec {
  const layers: LayerSpec[] = [
    { layer: 'embedding', name: 'embed', from: 'tokens', vocabulary, width, limit: 1 },
    { layer: 'transformerXl', name: 'states', from: 'embed', ...settings },
    { layer: 'linear', name: 'head', from: 'states', out: classes, as: 'logits', axis: 'K' },
  ];
  return { layers, loss: { kind: 'crossEntropy', from: 'head', target: 'target' } };
}
