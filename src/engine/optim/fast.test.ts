import { expect, test } from 'vitest';
import { type Region, RUNTIME_BUFFER, type Step } from '../plan/step';
import { disagreement } from '../testing/agree';
import { normal, seededRandom } from '../testing/samples';
import { region } from '../testing/steps';
import { NORM_LENGTH } from './clip-norm';
import { OPTIMIZERS, optimizerState, optimizerSteps } from './optimizer';
import type { TrainingSpec } from './training';

const N = 1333;
const STEPS = 20;
const settings = { learningRate: 0.01, momentum: 0.9, weightDecay: 0.1, batchSize: 1 };

/** What an optimiser leaves behind, by the quicker loops or by the references. */
function after(training: TrainingSpec, quicker: boolean, poison = 0) {
  const random = seededRandom(3);
  const draw = () => Float32Array.from({ length: N }, () => normal(random));
  const { hyper } = optimizerState(training);
  const memory: Record<string, Float32Array> = {
    p: draw(),
    g: draw(),
    ...Object.fromEntries(['m', 'v', 'w'].map((name) => [name, new Float32Array(N)])),
    n: new Float32Array(NORM_LENGTH),
    [RUNTIME_BUFFER]: new Float32Array(4),
    h: hyper,
  };
  if (poison !== 0) memory.g[7] = poison;
  const steps = optimizerSteps(training, {
    parameters: region('p', N),
    gradients: region('g', N),
    moments: ['m', 'v', 'w'].map((name) => region(name, N)),
    norm: region('n', NORM_LENGTH),
    hyper: region('h', hyper.length),
  });
  const dataOf = ({ regions }: Step) => regions.map(({ buffer }: Region) => memory[buffer]);
  const runtime = { seed: 0, step: 0, cursor: 0 };
  const loops = steps.map((step) => {
    const data = dataOf(step);
    return (quicker ? step.fast?.(data, runtime) : null) ?? step.reference(data, runtime);
  });
  for (; runtime.step < STEPS; runtime.step++) {
    for (const loop of loops) loop();
    for (let i = 0; i < N; i++) if (Number.isFinite(memory.g[i])) memory.g[i] = normal(random);
  }
  return memory;
}

const cases = OPTIMIZERS.flatMap(({ name, choice }): [string, Partial<TrainingSpec>][] => [
  [name, choice],
  [`${name}, clipped`, { ...choice, clipNorm: 20, clipValue: 0.5 }],
]);

test.each(cases)('%s: the quicker loops train as the references do', (_, changes) => {
  const training: TrainingSpec = { optimizer: 'sgd', ...settings, ...changes };
  for (const poison of [0, Number.NaN, Infinity]) {
    const [actual, expected] = [true, false].map((quicker) => after(training, quicker, poison));
    const wrong = ['p', 'm', 'v', 'n'].map((name) => [
      name,
      disagreement(actual[name], expected[name], { abs: 2e-6, rel: 2e-6 }),
    ]);
    expect([poison, wrong.filter(([, why]) => why)]).toEqual([poison, []]);
  }
});
