import { appendGradients } from '../autodiff/gradients';
import type { Backend, BufferSpec, Region } from '../backends/backend';
import { Builder } from '../graph/builder';
import type { Node } from '../graph/node';
import { ModelContext } from '../layers/context';
import { conv2dLayer } from '../layers/convolution';
import { encoderLayer } from '../layers/encoder';
import { linear } from '../layers/linear';
import { multiHeadAttention } from '../layers/multi-head';
import { recurrent } from '../layers/recurrent';
import { causalMask } from '../ops/causal-mask';
import { crossEntropy } from '../ops/cross-entropy';
import { flatten } from '../ops/flatten';
import { maxPool2d } from '../ops/max-pool2d';
import { mean } from '../ops/mean';
import { mul } from '../ops/mul';
import { relu } from '../ops/relu';
import { reshape } from '../ops/reshape';
import { input } from '../ops/source';
import type { Fusion } from '../plan/fuse';
import { pack } from '../plan/pack';
import { aligned, makePlan, type Plan } from '../plan/plan';
import { sizeOf } from '../tensor/shape';
import type { Shape, TensorData } from '../tensor/types';
import { normal, seededRandom } from './samples';

/** A model for tests of the planner: its loss, by whatever means, from one input and its classes. */
export interface FusedModel {
  readonly name: string;
  readonly input: Shape;
  readonly classes: number;
  readonly logits: (m: ModelContext, x: Node) => Node;
}

const head = (m: ModelContext, x: Node, out: number): Node =>
  linear(m, x, { weight: 'head.W', bias: 'head.b', out, outAxis: 'K' }, { name: 'logits' });

export const FUSED_MODELS: readonly FusedModel[] = [
  {
    name: 'two causal encoder layers with layer norms and perceptrons',
    input: [3, 7, 8],
    classes: 5,
    logits: (m, x) => {
      const mask = causalMask(m.b, 7, 7);
      const options = { heads: 2, mask, dropout: 0, mlp: true, norm: true } as const;
      const first = encoderLayer(m, 'encoder.0', x, options);
      return head(m, mean(m.b, encoderLayer(m, 'encoder.1', first, options), { axes: [1] }), 5);
    },
  },
  {
    name: 'dropout within the attention',
    input: [2, 5, 4],
    classes: 3,
    logits: (m, x) => {
      const options = { heads: 2, dropout: 0.3 } as const;
      const { out } = multiHeadAttention(m, 'attn', { query: x, key: x, ...options });
      return head(m, mean(m.b, out, { axes: [1] }), 3);
    },
  },
  {
    name: 'attention of one head, gated by its own input',
    input: [4, 6, 6],
    classes: 3,
    logits: (m, x) => {
      const { out } = multiHeadAttention(m, 'attn', { query: x, key: x, heads: 1, biases: false });
      return head(m, mean(m.b, mul(m.b, out, x), { axes: [1] }), 3);
    },
  },
  {
    name: 'a recurrent layer in both directions',
    input: [3, 5, 4],
    classes: 4,
    logits: (m, x) => {
      const { out } = recurrent(m, 'lstm', x, {
        kind: 'lstm',
        hidden: 3,
        layers: 1,
        bidirectional: true,
      });
      return head(m, mean(m.b, out, { axes: [1] }), 4);
    },
  },
  {
    name: 'attention over a recurrent layer in both directions, and a perceptron',
    input: [3, 5, 4],
    classes: 3,
    logits: (m, x) => {
      const words = linear(
        m,
        x,
        { weight: 'in.W', bias: 'in.b', out: 5, outAxis: 'C' },
        { name: 'words' },
      );
      const use = { kind: 'lstm', hidden: 3, layers: 1, bidirectional: true } as const;
      const { out } = recurrent(m, 'lstm', words, use);
      const attended = multiHeadAttention(m, 'attn', {
        query: out,
        key: out,
        heads: 1,
        biases: false,
      });
      const hidden = linear(
        m,
        mean(m.b, attended.out, { axes: [1] }),
        { weight: 'fc.W', bias: 'fc.b', out: 6, outAxis: 'F' },
        { name: 'hidden' },
      );
      return head(m, relu(m.b, hidden, { name: 'active' }), 3);
    },
  },
  {
    name: 'a convolution, pooled, and a perceptron',
    input: [2, 2, 6, 6],
    classes: 3,
    logits: (m, x) => {
      const { b } = m;
      const maps = relu(b, conv2dLayer(m, 'conv', x, { features: 4, kernel: 3, padding: 1 }));
      const pooled = maxPool2d(b, maps, { kernel: [2, 2] });
      const hidden = linear(
        m,
        flatten(b, pooled, { from: 1 }),
        { weight: 'fc.W', bias: 'fc.b', out: 6, outAxis: 'F' },
        { name: 'hidden' },
      );
      return head(m, relu(b, hidden, { name: 'active' }), 3);
    },
  },
];

export interface FusedRun {
  readonly plan: Plan;
  /** The loss, every parameter's gradient, and what was watched. */
  readonly results: ReadonlyMap<string, TensorData>;
}

let runs = 0;

/** Loss and gradients of a model on random weights and data. The same numbers every time. */
export async function runModel(
  backend: Backend,
  model: FusedModel,
  fusions: readonly Fusion[] | undefined,
  watched: readonly string[] = [],
): Promise<FusedRun> {
  const prefix = `fused ${runs++}`;
  const b = new Builder();
  const m = new ModelContext(b, true);
  const x = input(b, model.input, { name: 'x' });
  const y = input(b, [model.input[0]], { name: 'y', dtype: 'i32' });
  const logits = model.logits(m, x);
  const loss = crossEntropy(
    b,
    reshape(b, logits, [model.input[0], model.classes]),
    y,
    {},
    {
      name: 'loss',
    },
  );
  const names = m.parameters.map(({ name }) => name);
  const gradients = appendGradients(b, loss, names);

  const { length, part } = pack(m.parameters.map(({ name, shape }) => [name, shape]));
  const buffers: BufferSpec[] = [];
  const whole = (name: string, size: number, dtype: Region['dtype'] = 'f32'): Region => {
    buffers.push({ name: `${prefix}.${name}`, length: aligned(size) });
    return { buffer: `${prefix}.${name}`, offset: 0, length: size, dtype };
  };
  const [parameters, slopes] = [whole('parameters', length), whole('gradients', length)];
  const placed = new Map<string, Region>([
    ['x', whole('x', sizeOf(model.input))],
    ['y', whole('y', model.input[0], 'i32')],
    ...names.map((name): [string, Region] => [name, part(parameters, name)]),
    ...names.map((name): [string, Region] => [`grad:${name}`, part(slopes, name)]),
  ]);
  const outputs = [loss, ...names.map((name) => gradients.get(name) as Node)];
  const keep = new Set(watched);
  const wanted = [...outputs, ...watched.map((name) => b.get(name))];
  const plan = makePlan({
    graph: b,
    outputs: wanted,
    placed,
    keep,
    prefix,
    ...(fusions ? { fusions } : {}),
  });
  backend.allocate([...buffers, ...plan.buffers]);
  for (const { region, data } of plan.constants) backend.write(region, data);
  const random = seededRandom(6);
  const draw = (size: number) => Float32Array.from({ length: size }, () => normal(random) / 2);
  backend.write(placed.get('x') as Region, draw(sizeOf(model.input)));
  const classes = Int32Array.from({ length: model.input[0] }, (_, i) => i % model.classes);
  backend.write(placed.get('y') as Region, classes);
  for (const { name, shape } of m.parameters) {
    backend.write(part(parameters, name), draw(sizeOf(shape)));
  }
  backend.setRuntime({ seed: 9, step: 4, cursor: 0 });
  const executable = await backend.prepare(plan.steps);
  // Twice: what a run leaves in memory must not matter to the next.
  executable.run(2);
  const read = wanted.map(({ name }) => name);
  const data = await backend.read(read.map((name) => plan.regions.get(name) as Region));
  executable.destroy();
  backend.free([...buffers, ...plan.buffers].map(({ name }) => name));
  return { plan, results: new Map(read.map((name, i) => [name, data[i]])) };
}
