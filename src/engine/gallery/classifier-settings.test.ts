import { describe, expect, test } from 'vitest';
import type { ExperimentId, SettingSpec, SettingValue } from '../experiment/schema';
import { applies, mergeSettings, validateSettings } from '../experiment/settings';
import { hyperValues, rateAt } from '../optim/hyper';
import { OPTIMIZERS, optimizerState } from '../optim/optimizer';
import { classifierSettings } from './classifier-settings';
import { trainingSpec } from './training-settings';
import { defaultExperiment, galleryEntry } from '.';

const specs = classifierSettings({
  width: 16,
  heads: 2,
  layers: 1,
  mlp: false,
  layerNorm: true,
  positions: 'none',
  dropout: 0,
  wordDropout: 0,
  labelSmoothing: 0,
  learningRate: 0.01,
  halfLife: 200,
  weightDecay: 0,
  batchSize: 8,
  minLayers: 0,
});
const choices = (key: string) => {
  const spec = specs.find((candidate) => candidate.key === key);
  return spec?.kind === 'choice' ? spec.options : [];
};
const set = (changes: Record<string, SettingValue> = {}) => validateSettings(specs, changes);

describe('how a classifier is trained', () => {
  test('any optimiser of the engine can be chosen, with any schedule', () => {
    const names = new Set<string>(OPTIMIZERS.map(({ choice }) => choice.optimizer));
    expect(new Set<string>(choices('optimizer'))).toEqual(names);
    for (const optimizer of choices('optimizer')) {
      for (const schedule of choices('schedule')) {
        const training = trainingSpec(set({ optimizer, schedule, scheduleSteps: 50 }));
        expect(training.optimizer).toBe(optimizer);
        expect(() => optimizerState(training)).not.toThrow();
      }
    }
  });

  test.each<[ExperimentId, number]>([
    ['who-did-what', 0],
    ['when-was-it-said', 200],
  ])('%s trains as it did before there were schedules', (id, halfLife) => {
    const defaults = defaultExperiment(id).settings;
    // A link of that time knows nothing of schedules, but may have changed the half-life.
    for (const settings of [{}, { halfLife: 500 }, { optimizer: 'sgd', momentum: 0.9 }]) {
      const merged = mergeSettings(defaults, settings);
      const training = trainingSpec(validateSettings(galleryEntry(id).settings, merged));
      const hyper = hyperValues(training);
      const steps = { halfLife, ...settings }.halfLife;
      for (const t of [0, 1, 100, 500, 10_000]) {
        const expected = training.learningRate * (steps > 0 ? 2 ** (-t / steps) : 1);
        expect(rateAt(hyper, t)).toBeCloseTo(expected, 7);
      }
      expect(training).toMatchObject({ optimizer: 'adam', nesterov: false, ...only(settings) });
    }
  });

  test('warm-up and cosine together take the steps that were chosen', () => {
    const training = trainingSpec(set({ schedule: 'warmupCosine', scheduleSteps: 100 }));
    const hyper = hyperValues(training);
    expect(rateAt(hyper, 0)).toBeCloseTo(0.001, 7);
    expect(rateAt(hyper, 9)).toBeCloseTo(0.01, 7);
    expect(rateAt(hyper, 10)).toBeCloseTo(0.01, 7);
    expect(rateAt(hyper, 55)).toBeCloseTo(0.005, 7);
    expect(rateAt(hyper, 100)).toBeCloseTo(0, 7);
  });
});

function only(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key !== 'halfLife'));
}

describe('which settings matter', () => {
  const shown = (changes: Record<string, SettingValue>) => {
    const settings = set(changes);
    const watched = new Set<SettingSpec['key']>([
      'halfLife',
      'scheduleSteps',
      'momentum',
      'nesterov',
    ]);
    return specs
      .filter((spec) => watched.has(spec.key) && applies(spec, settings))
      .map(({ key }) => key);
  };

  test('depends on optimiser and schedule', () => {
    expect(shown({})).toEqual(['halfLife']);
    expect(shown({ optimizer: 'sgd' })).toEqual(['halfLife', 'momentum', 'nesterov']);
    expect(shown({ optimizer: 'rmsprop', schedule: 'oneCycle' })).toEqual([
      'scheduleSteps',
      'momentum',
    ]);
    expect(shown({ optimizer: 'lion', schedule: 'cosine' })).toEqual(['scheduleSteps']);
  });
});
