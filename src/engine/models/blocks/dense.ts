import { linear as linearLayer } from '../../layers/linear';
import { drop } from '../../layers/drop';
import { add as addNodes } from '../../ops/add';
import { concat as concatNodes } from '../../ops/concat';
import { gelu } from '../../ops/gelu';
import { relu } from '../../ops/relu';
import { reshape } from '../../ops/reshape';
import { scale as scaleNode } from '../../ops/scale';
import { sigmoid } from '../../ops/sigmoid';
import { slice } from '../../ops/slice';
import { tanh } from '../../ops/tanh';
import type { Axis } from '../../tensor/types';
import type { SectionKind } from '../../layers/context';
import { block } from '../block';

const ACTIVATIONS = { relu, tanh, sigmoid } as const;
type Activation = keyof typeof ACTIVATIONS | 'gelu';

interface LinearSettings {
  readonly out: number;
  /** Name of the output; the layer's own unless given. */
  readonly as?: string;
  /** Name of its last axis; C unless given. */
  readonly axis?: Axis;
  readonly bias?: boolean;
  /** Follows as `NAME.relu`, …; none unless given. */
  readonly activation?: Activation;
  /** Probability with which an output is dropped in training; 0 unless given. */
  readonly dropout?: number;
  /** Title under which it is shown; `head` unless given. */
  readonly section?: SectionKind;
  readonly sequence?: string;
}

/** x·W + b, and an activation. `f32[…,in] → f32[…,out]`. Parameters: `NAME.W`, `NAME.b`. */
export const linear = block<LinearSettings>([1, 1], ({ m, name, inputs: [x], settings }) => {
  const { out, as = name, axis = 'C', bias = true, activation, section = 'head' } = settings;
  m.section(name, section, settings.sequence ? { sequence: settings.sequence } : {});
  const y = linearLayer(
    m,
    x,
    { weight: `${name}.W`, ...(bias ? { bias: `${name}.b` } : {}), out, outAxis: axis },
    { name: as, axes: [...x.axes.slice(0, -1), axis] },
  );
  const options = { name: `${name}.${activation}`, axes: y.axes };
  const active =
    activation === undefined
      ? y
      : activation === 'gelu'
        ? gelu(m.b, y, { approximate: 'tanh' }, options)
        : ACTIVATIONS[activation](m.b, y, options);
  return drop(m, name, active, settings.dropout ?? 0);
});

/** The sum of two tensors. `f32[…], f32[…] → f32[…]` */
export const add = block<object>([2, 2], ({ m, name, inputs: [x, y] }) => {
  const wider = x.axes.length >= y.axes.length ? x : y;
  return addNodes(m.b, x, y, { name, axes: wider.axes });
});

interface ConcatSettings {
  /** Counted from the end when negative; −1 unless given. */
  readonly axis?: number;
}

/** Tensors side by side along one axis. */
export const concat = block<ConcatSettings>([2, 8], ({ m, name, inputs, settings }) => {
  const { axis = -1 } = settings;
  const at = axis < 0 ? inputs[0].axes.length + axis : axis;
  return concatNodes(m.b, inputs, { axis: at }, { name, axes: inputs[0].axes });
});

interface ScaleSettings {
  readonly by: number;
}

/** x times a constant. */
export const scale = block<ScaleSettings>([1, 1], ({ m, name, inputs: [x], settings }) =>
  scaleNode(m.b, x, settings.by, { name, axes: x.axes }),
);

interface PositionSettings {
  /** Counted from the end when negative. */
  readonly at: number;
}

/** The vector of one position. `f32[B,T,C] → f32[B,C]` */
export const position = block<PositionSettings>([1, 1], ({ m, name, inputs: [x], settings }) => {
  const [batch, length, width] = x.type.shape;
  const start = settings.at < 0 ? length + settings.at : settings.at;
  const one = slice(m.b, x, { axis: 1, start, length: 1 });
  m.section(name, 'head');
  return reshape(m.b, one, [batch, width], { name, axes: ['B', 'C'] });
});
