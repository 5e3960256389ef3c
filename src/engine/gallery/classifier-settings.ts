import type { ClassifierSpec } from '../models/attention-classifier';
import type { Schedule } from '../optim/schedule';
import type { TrainingSpec } from '../optim/training';
import { ExperimentError } from '../tensor/errors';
import type { OptionKey, SettingSpec } from '../experiment/schema';
import type { Settings } from './entry';

/** Defaults that differ between the experiments that train a classifier. */
export interface ClassifierDefaults {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly mlp: boolean;
  readonly layerNorm: boolean;
  readonly positions: 'none' | 'sinusoidal' | 'learned';
  readonly dropout: number;
  readonly wordDropout: number;
  readonly labelSmoothing: number;
  readonly learningRate: number;
  readonly halfLife: number;
  readonly weightDecay: number;
  readonly batchSize: number;
  /** Layers may be 0 where the words are pooled by attention anyway. */
  readonly minLayers: number;
}

const OPTIMIZER_OPTIONS = [
  'adam',
  'adamw',
  'sgd',
  'rmsprop',
  'adagrad',
  'lion',
] as const satisfies readonly OptionKey[];

/** Schedules that take a number of steps; halving has a setting of its own, which may switch it off. */
const LONG_SCHEDULES = [
  'step',
  'cosine',
  'warmupCosine',
  'oneCycle',
  'inverseSqrt',
] as const satisfies readonly OptionKey[];

const MAX_LAYERS = 4;
const MAX_HEADS = 8;

/** The setup panel's controls for model and training. */
export function classifierSettings(d: ClassifierDefaults): SettingSpec[] {
  const number = (
    key: Extract<SettingSpec, { kind: 'number' }>['key'],
    group: 'model' | 'training',
    [min, max, step]: readonly [number, number, number],
    value: number,
    extra: {
      integer?: boolean;
      scale?: 'linear' | 'log';
      when?: SettingSpec['when'];
    } = {},
  ): SettingSpec => ({
    kind: 'number',
    key,
    group,
    min,
    max,
    step,
    integer: extra.integer ?? false,
    scale: extra.scale ?? 'linear',
    default: value,
    ...(extra.when ? { when: extra.when } : {}),
  });
  return [
    number('layers', 'model', [d.minLayers, MAX_LAYERS, 1], d.layers, { integer: true }),
    number('heads', 'model', [1, MAX_HEADS, 1], d.heads, { integer: true }),
    number('width', 'model', [8, 64, 8], d.width, { integer: true }),
    { kind: 'toggle', key: 'mlp', group: 'model', default: d.mlp },
    { kind: 'toggle', key: 'layerNorm', group: 'model', default: d.layerNorm },
    {
      kind: 'choice',
      key: 'positions',
      group: 'model',
      options: ['none', 'sinusoidal', 'learned'],
      default: d.positions,
    },
    {
      kind: 'choice',
      key: 'mask',
      group: 'model',
      options: ['padding', 'causal'],
      default: 'padding',
    },
    number('dropout', 'model', [0, 0.9, 0.05], d.dropout),
    number('wordDropout', 'model', [0, 0.9, 0.05], d.wordDropout),
    {
      kind: 'choice',
      key: 'optimizer',
      group: 'training',
      options: OPTIMIZER_OPTIONS,
      default: 'adam',
    },
    number('learningRate', 'training', [1e-5, 1, 1e-5], d.learningRate, { scale: 'log' }),
    {
      kind: 'choice',
      key: 'schedule',
      group: 'training',
      options: ['halving', ...LONG_SCHEDULES],
      default: 'halving',
    },
    number('halfLife', 'training', [0, 5000, 50], d.halfLife, {
      integer: true,
      when: { schedule: ['halving'] },
    }),
    number('scheduleSteps', 'training', [50, 5000, 50], 1000, {
      integer: true,
      when: { schedule: LONG_SCHEDULES },
    }),
    number('momentum', 'training', [0, 0.99, 0.01], 0, { when: { optimizer: ['sgd', 'rmsprop'] } }),
    {
      kind: 'toggle',
      key: 'nesterov',
      group: 'training',
      default: false,
      when: { optimizer: ['sgd'] },
    },
    number('weightDecay', 'training', [0, 0.1, 0.0001], d.weightDecay),
    number('clipNorm', 'training', [0, 10, 0.1], 1),
    number('labelSmoothing', 'training', [0, 0.5, 0.01], d.labelSmoothing),
    number('batchSize', 'training', [1, 128, 1], d.batchSize, { integer: true }),
  ];
}

/** @throws ExperimentError when the width cannot be divided among the heads */
export function classifierSpec(
  settings: Settings,
  data: { readonly vocabulary: number; readonly classes: number; readonly maxLength: number },
  readout: ClassifierSpec['readout'],
  embeddingLimit: number,
): ClassifierSpec {
  const width = Number(settings.width);
  const heads = Number(settings.heads);
  if (Number(settings.layers) > 0 && width % heads !== 0) {
    throw new ExperimentError(
      `A width of ${width} cannot be divided among ${heads} heads; choose a width that is a multiple of ${heads}.`,
    );
  }
  return {
    ...data,
    width,
    heads,
    layers: Number(settings.layers),
    mlp: settings.mlp === true,
    layerNorm: settings.layerNorm === true,
    positions: settings.positions as ClassifierSpec['positions'],
    mask: settings.mask === 'causal' ? 'causal' : 'padding',
    readout,
    embeddingLimit,
    dropout: Number(settings.dropout),
    wordDropout: Number(settings.wordDropout),
    labelSmoothing: Number(settings.labelSmoothing),
  };
}

export function trainingSpec(settings: Settings): TrainingSpec {
  return {
    optimizer: OPTIMIZER_OPTIONS.find((option) => option === settings.optimizer) ?? 'adam',
    learningRate: Number(settings.learningRate),
    ...scheduleOf(settings),
    nesterov: settings.nesterov === true,
    momentum: Number(settings.momentum),
    weightDecay: Number(settings.weightDecay),
    clipNorm: Number(settings.clipNorm),
    batchSize: Number(settings.batchSize),
  };
}

function scheduleOf(settings: Settings): Pick<TrainingSpec, 'schedule' | 'warmupSteps'> {
  const steps = Number(settings.scheduleSteps);
  const plain = (schedule: Schedule) => ({ schedule });
  switch (settings.schedule) {
    case 'step':
      return plain({ kind: 'step', steps });
    case 'cosine':
      return plain({ kind: 'cosine', steps });
    case 'warmupCosine': {
      // A tenth of the steps goes into the warm-up.
      const warmupSteps = Math.round(steps / 10);
      return { schedule: { kind: 'cosine', steps: steps - warmupSteps }, warmupSteps };
    }
    case 'oneCycle':
      return plain({ kind: 'one-cycle', steps });
    case 'inverseSqrt':
      return plain({ kind: 'inverse-sqrt', steps });
    default: {
      const halfLife = Number(settings.halfLife);
      return plain(halfLife > 0 ? { kind: 'half-life', steps: halfLife } : { kind: 'constant' });
    }
  }
}
