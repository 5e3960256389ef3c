import type { Builder } from '../../graph/builder';
import type { Node } from '../../graph/node';
import { ModelContext } from '../../layers/context';
import { batchNorm, groupNorm } from '../../layers/norms';
import { fill } from '../../ops/fill';
import { layerNorm } from '../../ops/layer-norm';
import {
  parseTruth,
  type TruthCase,
  type TruthModel,
  type TruthSuite,
  type TruthTensor,
} from '../truth';
import text from '../truth/norms.json?raw';

/** PyTorch's names of the tensors of a layer called `norm`, as its own. */
const NAMES: Readonly<Record<string, string>> = {
  weight: 'norm.gain',
  bias: 'norm.bias',
  running_mean: 'norm.runningMean',
  running_var: 'norm.runningVar',
};

/** A layer's context whose states are tensors that the case gives. */
class GivenStates extends ModelContext {
  readonly after: Record<string, Node> = {};

  constructor(
    b: Builder,
    training: boolean,
    private readonly tensors: Readonly<Record<string, Node>>,
  ) {
    super(b, training);
    Object.assign(this.after, tensors);
  }

  override state(name: string): Node {
    return this.tensors[name];
  }

  override update(name: string, next: Node): void {
    this.after[name] = next;
  }
}

const batchNormModel: TruthModel = (b, tensors, attrs) => {
  const m = new GivenStates(b, attrs.train === true, tensors);
  const out = batchNorm(m, 'norm', tensors.x, {
    eps: Number(attrs.eps),
    momentum: Number(attrs.momentum),
  });
  return {
    out,
    'norm.runningMean': m.after['norm.runningMean'],
    'norm.runningVar': m.after['norm.runningVar'],
  };
};

export const norms: TruthSuite = {
  family: 'norms',
  cases: parseTruth(text).map(renamed),
  models: {
    'nn.LayerNorm': (b, { x, 'norm.gain': weight, 'norm.bias': bias }, attrs) => {
      const shape = attrs.normalized_shape as readonly number[];
      const gain = weight ?? fill(b, shape, 1);
      const shift = bias ?? fill(b, shape, 0);
      return { out: layerNorm(b, x, gain, shift, { eps: Number(attrs.eps) }) };
    },
    'nn.BatchNorm1d': batchNormModel,
    'nn.BatchNorm2d': batchNormModel,
    'nn.GroupNorm': (b, { x }, attrs) => {
      const options = { groups: Number(attrs.num_groups), eps: Number(attrs.eps) };
      return { out: groupNorm(new ModelContext(b, true), 'norm', x, options) };
    },
  },
  absent: [],
};

type Tensors = Readonly<Record<string, TruthTensor>>;

/**
 * A case with its tensors named as the layer names them: running statistics are inputs, and what
 * they are after the step is among the outputs.
 */
function renamed(truth: TruthCase): TruthCase {
  const { buffers = {}, state_after: after = {} } = truth as {
    readonly buffers?: Tensors;
    readonly state_after?: Tensors;
  };
  const states = rename(after);
  return {
    ...truth,
    inputs: { ...truth.inputs, ...rename(buffers) },
    params: rename(truth.params ?? {}),
    outputs: { ...truth.outputs, ...states },
    grads: rename(truth.grads),
    dev32: {
      ...truth.dev32,
      outputs: {
        ...Object.fromEntries(Object.keys(states).map((name) => [name, 0])),
        ...truth.dev32.outputs,
      },
      grads: rename(truth.dev32.grads),
    },
  };
}

function rename<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [NAMES[name] ?? name, value]),
  );
}
