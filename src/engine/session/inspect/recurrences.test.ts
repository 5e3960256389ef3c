import { describe, expect, test } from 'vitest';
import { appendGradients } from '../../autodiff/gradients';
import { Builder } from '../../graph/builder';
import { type RecurrentKind, recurrentLayer } from '../../layers/recurrent';
import { mul } from '../../ops/mul';
import { input } from '../../ops/source';
import { sum } from '../../ops/sum';
import { evaluateGraph } from '../../testing/evaluate';
import { gradientNorms, recurrencesOf } from './recurrences';
import { onCpu } from '../select-backend';
import { Session } from '../session';

const H = 3;
const BLOCKS: Record<RecurrentKind, number> = { lstm: 4, gru: 3, rnn: 1, 'rnn-relu': 1 };

/** Numbers between −1 and 1 that look like nothing in particular, the same each time. */
const numbers = (count: number, from: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + from));

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** One step of each kind, written out; `x` is the projected input. PyTorch's equations. */
function stepOf(
  kind: RecurrentKind,
  x: readonly number[],
  h: readonly number[],
  c: readonly number[],
  u: ArrayLike<number>,
  bias: ArrayLike<number>,
): { h: number[]; c: number[] } {
  const width = BLOCKS[kind] * H;
  const recurrent = (column: number): number =>
    h.reduce((total, state, k) => total + state * u[k * width + column], 0);
  const next: { h: number[]; c: number[] } = { h: [], c: [...c] };
  for (let j = 0; j < H; j++) {
    const pre = (block: number): number => x[block * H + j] + recurrent(block * H + j);
    if (kind === 'lstm') {
      const [i, f, g, o] = [sigmoid(pre(0)), sigmoid(pre(1)), Math.tanh(pre(2)), sigmoid(pre(3))];
      next.c[j] = f * c[j] + i * g;
      next.h[j] = o * Math.tanh(next.c[j]);
    } else if (kind === 'gru') {
      const r = sigmoid(pre(0) + bias[j]);
      const z = sigmoid(pre(1) + bias[H + j]);
      const m = recurrent(2 * H + j) + bias[2 * H + j];
      next.h[j] = (1 - z) * Math.tanh(x[2 * H + j] + r * m) + z * h[j];
    } else {
      next.h[j] = kind === 'rnn' ? Math.tanh(pre(0)) : Math.max(0, pre(0));
    }
  }
  return next;
}

describe('the total derivative of the loss by a state', () => {
  const kinds: RecurrentKind[] = ['lstm', 'gru', 'rnn', 'rnn-relu'];
  const cases = kinds.flatMap((kind) =>
    [1, 4].flatMap((steps) =>
      (['forward', 'backward'] as const).map((direction) => ({ kind, steps, direction })),
    ),
  );

  test.each(cases)('$kind, $steps steps, $direction: as differences have it', (use) => {
    const { kind, steps, direction } = use;
    const width = BLOCKS[kind] * H;
    const b = new Builder();
    const x = input(b, [1, steps, 2], { name: 'x', axes: ['B', 'T', 'C'] });
    const W = input(b, [2, width], { name: 'W' });
    const U = input(b, [H, width], { name: 'U' });
    const weights = {
      W,
      U,
      ...(kind === 'gru' ? { bRecurrent: input(b, [width], { name: 'bias' }) } : {}),
    };
    const { out } = recurrentLayer(b, x, { kind, weights, direction, path: 'rec' });
    const factors = input(b, [1, steps, H], { name: 'factors' });
    const loss = sum(b, mul(b, out, factors), {}, { name: 'loss' });
    appendGradients(b, loss, 'all');
    const given = {
      x: numbers(steps * 2, 1),
      W: numbers(2 * width, 2),
      U: numbers(H * width, 3),
      factors: numbers(steps * H, 4),
      ...(kind === 'gru' ? { bias: numbers(width, 5) } : {}),
    };
    const values = evaluateGraph(b, given, { double: true });
    const of = (name: string): readonly number[] => [...(values.get(name) ?? [])];
    const projected = of('rec.projected');
    const [states, total] = [of('rec.h'), of('total:rec.h')];
    const cells = kind === 'lstm' ? of('rec.c') : states;
    const order = Array.from({ length: steps }, (_, s) =>
      direction === 'forward' ? s : steps - 1 - s,
    );
    /** The loss when one state is moved and all that follows is computed anew. */
    const lossWith = (at: number, unit: number, by: number): number => {
      let loss = 0;
      let h: number[] = [];
      let c: number[] = [];
      for (const [s, t] of order.entries()) {
        if (s <= at) {
          h = states.slice(t * H, (t + 1) * H);
          c = cells.slice(t * H, (t + 1) * H);
          if (s === at) h[unit] += by;
        } else {
          const input = projected.slice(t * width, (t + 1) * width);
          ({ h, c } = stepOf(kind, input, h, c, given.U, given.bias ?? []));
        }
        for (let j = 0; j < H; j++) loss += given.factors[t * H + j] * h[j];
      }
      return loss;
    };
    for (const [s, t] of order.entries()) {
      for (let j = 0; j < H; j++) {
        const by = 1e-5;
        const slope = (lossWith(s, j, by) - lossWith(s, j, -by)) / (2 * by);
        expect(total[t * H + j]).toBeCloseTo(slope, 6);
      }
    }
  });

  test('its length at each position', () => {
    // √(3² + 4²) and √(1 + 4 + 4).
    expect(gradientNorms([3, 4, 0], 3)).toEqual([5]);
    expect(gradientNorms([3, 0, 4, 1, -2, 2], 3)).toEqual([5, 3]);
  });
});

async function open(id: string, settings: Record<string, string | number | boolean> = {}) {
  const { backend, info } = onCpu('forced');
  const noFiles = () => Promise.reject(new Error('no file is needed here'));
  const session = new Session(backend, info, noFiles, () => undefined);
  const defaults = await session.defaults(id);
  await session.load({ ...defaults, settings: { ...defaults.settings, ...settings } });
  return session;
}

describe('the recurrent layers of a model', () => {
  test('are told with what their tensors are called, and these can be read', async () => {
    const session = await open('context', { distance: 5, width: 8 });
    await session.showRun(2);
    const [gru, ...others] = await session.ask('recurrences', {});
    expect(others).toEqual([]);
    expect(gru).toMatchObject({
      path: 'states.0.forward',
      kind: 'gru',
      reverse: false,
      hidden: 8,
      parts: ['r', 'z', 'n', 'h'].map((part) => `states.0.forward.${part}`),
      h0: null,
      total: 'total:states.0.forward.h',
    });
    for (const name of [gru.projected, gru.weights, gru.bias, gru.keep, gru.total]) {
      expect((await session.read(name ?? '')).data.length).toBeGreaterThan(0);
    }
  });

  test('a graph without any has none', () => {
    const b = new Builder();
    input(b, [2, 2], { name: 'x' });
    expect(recurrencesOf(b.nodes)).toEqual([]);
  });

  test('the gradient fades on its way back through the RNN, and every model is asked', async () => {
    const session = await open('context', { distance: 20, width: 8 });
    const all = await session.ask('gradientThroughTime', {});
    expect(all?.map(({ id }) => id)).toEqual(['rnn', 'lstm', 'gru', 'context']);
    for (const { run, norms } of all ?? []) {
      await session.showRun(run);
      const [layer] = await session.ask('recurrences', {});
      const { data } = await session.read(layer.total ?? '');
      expect(norms).toEqual(gradientNorms(data, 8));
    }
    const rnn = all?.[0].norms ?? [];
    expect(rnn[0]).toBeLessThan(Math.max(...rnn) / 100);
  });
});
