import { div } from '../../ops/div';
import { sum } from '../../ops/sum';
import { reshape } from '../../ops/reshape';
import { block } from '../block';

/**
 * The mean of each map, places weighed by a gate: Σ gate·x / Σ gate. Inputs: what the gate lets
 * through, the gate. `f32[B,C,Y,X], f32[B,1,Y,X] → f32[B,C]`
 */
export const gatedMean = block<object>([2, 2], ({ m, name, inputs: [gated, gate] }) => {
  m.section(name, 'pool');
  const total = sum(m.b, gated, { axes: [2, 3] }, { name: `${name}.sum`, axes: ['B', 'C'] });
  const [batch] = gate.type.shape;
  const all = sum(m.b, gate, { axes: [2, 3] }, { axes: ['B', '1'] });
  const weights = reshape(m.b, all, [batch, 1], { name: `${name}.weights`, axes: ['B', '1'] });
  return div(m.b, total, weights, { name, axes: ['B', 'C'] });
});
