import { decoderLayer } from '../../layers/decoder';
import { encoderLayer, type EncoderLayerOptions } from '../../layers/encoder';
import { layerNormLayer } from '../../layers/norms';
import { block } from '../block';

interface EncoderSettings
  extends Pick<
    EncoderLayerOptions,
    'heads' | 'dropout' | 'mlp' | 'norm' | 'order' | 'hidden' | 'activation'
  > {
  readonly layers: number;
  /** Whether the output is normalised once more, as pre-norm stacks are. */
  readonly finalNorm?: boolean;
  readonly sequence?: string;
}

/**
 * Encoder layers: self-attention, and a perceptron where `mlp` is on. Inputs: x, mask.
 * `f32[B,T,C], f32[B,1,1|T,T] → f32[B,T,C]`
 */
export const encoder = block<EncoderSettings>([2, 2], ({ m, name, inputs, settings }) => {
  const { layers, finalNorm = false, sequence, ...each } = settings;
  const [first, mask] = inputs;
  let x = first;
  for (let layer = 0; layer < layers; layer++) {
    x = encoderLayer(m, `${name}.${layer}`, x, { ...each, mask, layer, sequence });
  }
  return finalNorm ? layerNormLayer(m, `${name}.norm`, x) : x;
});

interface DecoderSettings extends EncoderSettings {
  /** Which sequence the memory is. */
  readonly keys?: string;
  /** Which sequence its own positions read, where that is not the one that they write. */
  readonly reads?: string;
}

/**
 * Decoder layers: causal self-attention, attention to a memory, a perceptron. Inputs: x, its mask,
 * memory, which of it may be attended. `f32[B,Tq,C], …, f32[B,Tk,C], f32[B,1,1,Tk] → f32[B,Tq,C]`
 */
export const decoder = block<DecoderSettings>([4, 4], ({ m, name, inputs, settings }) => {
  const { layers, finalNorm = false, ...each } = settings;
  const [first, mask, memory, memoryMask] = inputs;
  let x = first;
  for (let layer = 0; layer < layers; layer++) {
    x = decoderLayer(m, `${name}.${layer}`, x, { ...each, mask, memory, memoryMask, layer });
  }
  return finalNorm ? layerNormLayer(m, `${name}.norm`, x) : x;
});
