import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { attention } from '../../../docs/examples/attention';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('runs the example of docs/engine.md, with the result that it states', async () => {
  const { weights, loss, gradient, again } = await attention();
  const e = Math.exp(1 / Math.sqrt(2));
  // Scores of the first word: 1, 0, 1.
  const same = e / (2 * e + 1);
  expect(weights[0]).toBeCloseTo(same, 6);
  expect(weights[1]).toBeCloseTo(1 / (2 * e + 1), 6);
  expect(weights[2]).toBeCloseTo(same, 6);
  expect(again).toBeCloseTo(same, 6);
  expect(same).toBeCloseTo(0.4011, 4);
  expect(1 / (2 * e + 1)).toBeCloseTo(0.1978, 4);
  // By symmetry the second row is the first with its columns exchanged; the third is e², e², e⁴ˑ….
  const third = Math.exp(2 / Math.sqrt(2));
  const rows = [
    [same, 1 / (2 * e + 1)],
    [1 / (2 * e + 1), same],
    [e / (2 * e + third), e / (2 * e + third)],
  ];
  const target = [
    [0, 1],
    [1, 0],
    [0, 0],
  ];
  const squares = rows.flatMap((row, i) => row.map((value, d) => (value - target[i][d]) ** 2));
  expect(loss).toBeCloseTo(squares.reduce((sum, s) => sum + s, 0) / 6, 6);
  expect(gradient).toHaveLength(6);
});

it('shows that example in docs/engine.md to the letter', () => {
  expect(read('../../../docs/engine.md')).toContain(read('../../../docs/examples/attention.ts'));
});
