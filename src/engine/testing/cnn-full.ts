import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { crossEntropy } from '../ops/cross-entropy';
import { input } from '../ops/source';
import { sizeOf } from '../tensor/shape';
import type { TensorData } from '../tensor/types';
import { smallCnn } from './pytorch-cnn';
import { seededRandom } from './samples';
import { compare, type TruthTensor, typed } from './truth';
import text from './truth/cnn_full.json?raw';

interface Excerpt {
  readonly index: readonly number[];
  readonly value: readonly number[];
  readonly dev32: number;
}

interface FullCase {
  /** v[i] = fround((uᵢ·2 − 1)·scale), with uᵢ from a generator. */
  readonly generate: {
    readonly tensors: Readonly<
      Record<string, { readonly seed: number; readonly shape: number[]; readonly scale: number }>
    >;
    readonly first4: Readonly<Record<string, readonly number[]>>;
  };
  readonly inputs: { readonly y: TruthTensor };
  readonly outputs: { readonly logits: TruthTensor };
  readonly loss: number;
  readonly activations_summary: Readonly<Record<'pool1' | 'pool2' | 'fc1', Excerpt>>;
  readonly grads_summary: Readonly<Record<string, Excerpt>>;
  readonly dev32: { readonly loss: number; readonly outputs: { readonly logits: number } };
}

/** A tensor of the network, and what is wrong with the values that it has. */
interface Check {
  readonly tensor: string;
  readonly problem: (actual: TensorData) => string | null;
}

/**
 * PyTorch's results of a network that reads photographs of 32 × 32 pixels (3 → 32 → 64 maps, 512,
 * 10): too large to be written down, so its 2.1 million weights are drawn by a rule, and of large
 * tensors 64 elements are known.
 */
export function cnnFull(): { graph: Builder; values: Record<string, TensorData>; checks: Check[] } {
  const [truth] = (JSON.parse(text) as { cases: FullCase[] }).cases;
  const b = new Builder();
  const values: Record<string, TensorData> = { y: typed(truth.inputs.y) };
  const y = input(b, truth.inputs.y.shape, { name: 'y', dtype: 'i32' });
  const nodes: Record<string, Node> = {};
  for (const [name, { seed, shape, scale }] of Object.entries(truth.generate.tensors)) {
    const random = seededRandom(seed);
    values[name] = Float32Array.from({ length: sizeOf(shape) }, () => (random() * 2 - 1) * scale);
    const problem = compare(values[name].slice(0, 4), vector(truth.generate.first4[name]), 0);
    if (problem) throw new Error(`"${name}" is not drawn by the rule: ${problem}`);
    nodes[name] = input(b, shape, { name });
  }
  const { x, ...params } = nodes;
  const { logits, ...activations } = smallCnn(b, params, x);
  const loss = crossEntropy(b, logits, y);
  const gradients = appendGradients(b, loss, Object.keys(nodes));

  const { dev32 } = truth;
  const excerpt = (tensor: string, { index, value, dev32 }: Excerpt): Check => ({
    tensor,
    problem: (actual) =>
      compare(
        Float32Array.from(index, (i) => actual[i]),
        vector(value),
        dev32,
      ),
  });
  const checks: Check[] = [
    {
      tensor: logits.name,
      problem: (actual) => compare(actual, truth.outputs.logits, dev32.outputs.logits),
    },
    { tensor: loss.name, problem: (actual) => compare(actual, vector([truth.loss]), dev32.loss) },
    ...(['pool1', 'pool2', 'fc1'] as const).map((name) =>
      excerpt(activations[name].name, truth.activations_summary[name]),
    ),
    ...Object.entries(truth.grads_summary).map(([name, known]) =>
      excerpt((gradients.get(name) as Node).name, known),
    ),
  ];
  return { graph: b, values, checks };
}

function vector(data: readonly number[]): TruthTensor {
  return { shape: [data.length], dtype: 'float32', data };
}
