import { expect, test } from 'vitest';
import { TestGraph } from '../testing/test-graph';
import { compare, parseTruth } from '../testing/truth';
import text from '../testing/truth/positional_encoding.json?raw';
import { sinusoidalPositions } from './sinusoidal-positions';

test.each(parseTruth(text))('$name agrees with PyTorch', ({ attrs, outputs }) => {
  const g = new TestGraph();
  const positions = sinusoidalPositions(g.b, Number(attrs.T), Number(attrs.d_model));
  expect(compare(Float32Array.from(g.read(positions)), outputs.pe, 0)).toBeNull();
});

test('the first position is all sin 0 and cos 0', () => {
  const g = new TestGraph();
  expect(g.read(sinusoidalPositions(g.b, 1, 5))).toEqual([0, 1, 0, 1, 0]);
});
