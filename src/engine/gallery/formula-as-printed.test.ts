import { describe, expect, it } from 'vitest';
import { onCpu } from '../session/select-backend';
import { Session } from '../session/session';

const noFiles = () => Promise.reject(new Error('no file is needed here'));

async function withSigma(sigma: string, target = true) {
  const { backend, info } = onCpu('forced');
  const session = new Session(backend, info, noFiles, () => undefined);
  const defaults = await session.defaults('formula-as-printed');
  await session.load({ ...defaults, settings: { ...defaults.settings, sigma, target } });
  return session;
}

const values = async (session: Session, name: string) => [...(await session.read(name)).data];

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 6);
  });
}

/** σ of the scores 2, −1 and 0, by a table of e: e² = 7.389056…, 1/e = 0.367879…. */
const { E } = Math;
const ACTIVATED: Readonly<Record<string, readonly [number, number, number]>> = {
  identity: [2, -1, 0],
  // tanh x = (e^2x − 1) / (e^2x + 1)
  tanh: [(E ** 4 - 1) / (E ** 4 + 1), (E ** -2 - 1) / (E ** -2 + 1), 0],
  // 1 / (1 + e^−x)
  sigmoid: [1 / (1 + E ** -2), 1 / (1 + E), 1 / 2],
  relu: [2, 0, 0],
};

describe('the formula as printed', () => {
  it.each(Object.entries(ACTIVATED))('with %s matches a calculation by hand', async (sigma, e) => {
    const session = await withSigma(sigma);
    // Q = (2, −1). Keys: cat (1, 0), dog (0, 1), pig (1, 1).
    // Q·K: 2·1 − 1·0 = 2, 2·0 − 1·1 = −1, 2·1 − 1·1 = 1.
    expectClose(await values(session, 'QK'), [2, -1, 1]);
    // V = (1, 1). States: cat (1, 0), dog (0, 1), pig (−1, 1). V·h: 1, 1, −1 + 1 = 0.
    expectClose(await values(session, 'Vh'), [1, 1, 0]);
    // b = −1: 2 + 1 − 1 = 2, −1 + 1 − 1 = −1, 1 + 0 − 1 = 0.
    expectClose(await values(session, 'e'), [2, -1, 0]);
    if (sigma !== 'identity') expectClose(await values(session, 'activated'), e);
    // α_i = e^σ_i / (e^σ_cat + e^σ_dog + e^σ_pig).
    const [cat, dog, pig] = [E ** e[0], E ** e[1], E ** e[2]];
    const total = cat + dog + pig;
    const alpha = [cat / total, dog / total, pig / total];
    expectClose(await values(session, 'pattern'), alpha);
    // c = α_cat (1, 0) + α_dog (0, 1) + α_pig (−1, 1).
    const context = [alpha[0] - alpha[2], alpha[1] + alpha[2]];
    expectClose(await values(session, 'context'), context);
    // Wanted: the dog's state (0, 1). The loss is the mean of two squares.
    const loss = (context[0] ** 2 + (context[1] - 1) ** 2) / 2;
    expectClose(await values(session, 'loss'), [loss]);
    // dL/dc = c − (0, 1); dL/dα_i = dL/dc · h_i; through softmax: α_i (dα_i − Σ α_j dα_j).
    const dc = [context[0], context[1] - 1];
    expectClose(await values(session, 'grad:context'), dc);
    const dAlpha = [dc[0], dc[1], dc[1] - dc[0]];
    expectClose(await values(session, 'grad:pattern'), dAlpha);
    const mean = dAlpha.reduce((sum, d, i) => sum + alpha[i] * d, 0);
    const dActivated = dAlpha.map((d, i) => alpha[i] * (d - mean));
    const slopes: Record<string, readonly number[]> = {
      identity: [1, 1, 1],
      tanh: e.map((y) => 1 - y * y),
      sigmoid: e.map((y) => y * (1 - y)),
      relu: [1, 0, 0],
    };
    const dScores = dActivated.map((d, i) => d * slopes[sigma][i]);
    expectClose(await values(session, 'grad:e'), dScores);
    // The bias is in every score.
    expectClose(await values(session, 'grad:b'), [dScores[0] + dScores[1] + dScores[2]]);
  });

  it('gives the weights that its words speak of', async () => {
    const cat = async (sigma: string) => (await values(await withSigma(sigma), 'pattern'))[0];
    expect(await cat('identity')).toBeCloseTo(0.84, 2);
    expect(await cat('tanh')).toBeCloseTo(0.64, 2);
    const relu = await values(await withSigma('relu'), 'pattern');
    expect(relu[1]).toBe(relu[2]);
    // A larger bias is the same for all: softmax does not see it, unless tanh flattens the scores.
    const plain = await withSigma('identity');
    const before = await values(plain, 'pattern');
    await plain.write('b', [5]);
    expectClose(await values(plain, 'pattern'), before);
    const flat = await withSigma('tanh');
    await flat.write('b', [5]);
    for (const weight of await values(flat, 'pattern')) expect(weight).toBeCloseTo(1 / 3, 3);
  });

  it('has no loss without a target', async () => {
    const session = await withSigma('tanh', false);
    expectClose(await values(session, 'e'), [2, -1, 0]);
    await expect(session.read('loss')).rejects.toThrow('loss');
  });
});
