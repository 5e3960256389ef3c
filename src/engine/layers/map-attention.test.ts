import { describe, expect, test } from 'vitest';
import type { Node } from '../graph/node';
import { distance, LayerBench, slopes, type Values } from '../testing/layer-bench';
import { dot, matrixOf, times, weightsOf } from '../testing/naive-attention';
import type { ModelContext } from './context';
import { mapAttention } from './map-attention';
import { channelGate, spatialGate } from './map-gates';

const SHAPE = [2, 3, 2, 4] as const;
const [BATCH, CHANNELS, HEIGHT, WIDTH] = SHAPE;
const PLACES = HEIGHT * WIDTH;

const maps = (layer: (m: ModelContext, x: Node) => { out: Node }) =>
  new LayerBench((m, x) => layer(m, x).out, SHAPE);

function expectSlopes(made: LayerBench, seed: number) {
  const values = made.values(seed);
  for (const { name, computed, difference } of slopes(made, values, Object.keys(values))) {
    expect
      .soft(Math.abs(computed - difference), name)
      .toBeLessThan(1e-7 * (1 + Math.abs(difference)));
  }
}

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

describe('self-attention between places', () => {
  const settings = { keyWidth: 2, valueWidth: 4 };

  test('is equations 1 to 3 of SAGAN, place by place', () => {
    const made = maps((m, x) => mapAttention(m, 'attn', x, settings));
    const values = made.values(1);
    const expected = new Float64Array(values.x.length);
    for (let n = 0; n < BATCH; n++) {
      // A row for each place.
      const x = Array.from({ length: PLACES }, (_, i) =>
        Array.from({ length: CHANNELS }, (_, c) => values.x[(n * CHANNELS + c) * PLACES + i]),
      );
      const convolved = (name: string, to: number) =>
        times(x, matrixOf(values[`attn.W${name}`], [CHANNELS, to]));
      const [g, f, h] = [convolved('q', 2), convolved('k', 2), convolved('v', 4)];
      g.forEach((gj, j) => {
        const beta = weightsOf(f.map((fi) => dot(fi, gj)));
        const [o] = times(times([beta], h), matrixOf(values['attn.Wo'], [4, CHANNELS]));
        o.forEach((v, c) => {
          expected[(n * CHANNELS + c) * PLACES + j] = values['attn.gamma'][0] * v + x[j][c];
        });
      });
    }
    expect(distance(made.read(values), expected)).toBeLessThan(1e-12);
  });

  test('starts as the identity', () => {
    const made = maps((m, x) => mapAttention(m, 'attn', x));
    const gamma = made.m.parameters.find(({ name }) => name === 'attn.gamma');
    expect(gamma?.init).toEqual({ kind: 'constant', value: 0 });
    const values: Values = { ...made.values(2), 'attn.gamma': Float64Array.of(0) };
    expect(made.read(values)).toEqual(values.x);
  });

  test('gradients agree with central differences', () => {
    expectSlopes(
      maps((m, x) => mapAttention(m, 'attn', x, settings)),
      3,
    );
  });

  test('refuses what is no map', () => {
    const build = () => new LayerBench((m, x) => mapAttention(m, 'attn', x).out, [2, 3, 4]);
    expect(build).toThrow(/^attn: the feature maps "x" is f32\[2,3,4\]; expected f32\[B,C,Y,X\]/);
  });
});

describe('gates of feature maps', () => {
  test('channels are weighed by a perceptron of their mean and maximum', () => {
    const made = maps((m, x) => channelGate(m, 'gate', x, { reduction: 1 }));
    const values = made.values(4);
    const w0 = matrixOf(values['gate.W0'], [CHANNELS, CHANNELS]);
    const w1 = matrixOf(values['gate.W1'], [CHANNELS, CHANNELS]);
    const expected = [0, 1].flatMap((n) => {
      const channels = matrixOf(values.x, [CHANNELS, PLACES], n * CHANNELS * PLACES);
      const response = (summary: number[]) =>
        times([times([summary], w0)[0].map((v) => Math.max(v, 0))], w1)[0];
      const means = response(channels.map((row) => row.reduce((s, v) => s + v, 0) / PLACES));
      const largest = response(channels.map((row) => Math.max(...row)));
      return channels.flatMap((row, c) => row.map((v) => v * sigmoid(means[c] + largest[c])));
    });
    expect(distance(made.read(values), expected)).toBeLessThan(1e-12);
  });

  test('places are weighed by a convolution of the mean and maximum of their channels', () => {
    const made = maps((m, x) => spatialGate(m, 'gate', x, { size: 3 }));
    const values = made.values(5);
    const expected = values.x.map((v, flat) => {
      const n = Math.floor(flat / (CHANNELS * PLACES));
      const [y, x] = [Math.floor((flat % PLACES) / WIDTH), flat % WIDTH];
      let response = 0;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const [sy, sx] = [y + dy, x + dx];
          if (sy < 0 || sy >= HEIGHT || sx < 0 || sx >= WIDTH) continue;
          const channels = Array.from(
            { length: CHANNELS },
            (_, c) => values.x[(n * CHANNELS + c) * PLACES + sy * WIDTH + sx],
          );
          const kernel = (part: number) => values['gate.W'][part * 9 + (dy + 1) * 3 + dx + 1];
          response += (kernel(0) * channels.reduce((s, c) => s + c, 0)) / CHANNELS;
          response += kernel(1) * Math.max(...channels);
        }
      }
      return v * sigmoid(response);
    });
    expect(distance(made.read(values), expected)).toBeLessThan(1e-12);
  });

  test('gradients agree with central differences', () => {
    expectSlopes(
      maps((m, x) => channelGate(m, 'gate', x, { reduction: 1 })),
      6,
    );
    expectSlopes(
      maps((m, x) => spatialGate(m, 'gate', x)),
      7,
    );
  });

  test('refuse a hidden layer of nothing and a kernel without a middle', () => {
    expect(() => maps((m, x) => channelGate(m, 'gate', x))).toThrow(
      /^gate: a reduction of 16 leaves nothing of 3 channels; choose at most 3/,
    );
    expect(() => maps((m, x) => spatialGate(m, 'gate', x, { size: 4 }))).toThrow(
      /^gate: the size of the kernel is 4; it must be odd/,
    );
  });
});
