import { fill } from '../../ops/fill';
import { reshape } from '../../ops/reshape';
import { transpose } from '../../ops/transpose';
import { block } from '../block';

/**
 * The places of feature maps as the words of a sequence, row by row. `f32[B,F,Y,X] → f32[B,T,C]`;
 * where there are words, which is everywhere: `.present`, f32[B,T].
 * Source: Dosovitskiy et al. 2021 (ViT), section 3.1.
 */
export const mapTokens = block<object>([1, 1], ({ m, name, inputs: [x] }) => {
  const [batch, width, height, columns] = x.type.shape;
  const length = height * columns;
  m.section(name, 'embedding');
  const rows = reshape(m.b, x, [batch, width, length]);
  const out = transpose(m.b, rows, { order: [0, 2, 1] }, { name, axes: ['B', 'T', 'C'] });
  const present = fill(m.b, [batch, length], 1, { axes: ['B', 'T'], kind: 'mask' });
  return { out, present };
});
