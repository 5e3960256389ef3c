import { fill } from '../../ops/fill';
import { layerNorm } from '../../ops/layer-norm';
import { parseTruth, type TruthSuite } from '../truth';
import text from '../truth/norms.json?raw';

export const norms: TruthSuite = {
  family: 'norms',
  cases: parseTruth(text),
  models: {
    'nn.LayerNorm': (b, { x, weight, bias }, attrs) => {
      const shape = attrs.normalized_shape as readonly number[];
      const gain = weight ?? fill(b, shape, 1);
      const shift = bias ?? fill(b, shape, 0);
      return { out: layerNorm(b, x, gain, shift, { eps: Number(attrs.eps) }) };
    },
  },
  absent: ['nn.BatchNorm2d', 'nn.BatchNorm1d', 'nn.GroupNorm'],
};
