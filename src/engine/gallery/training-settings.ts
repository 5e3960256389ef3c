import type { OptionKey, SettingSpec } from '../experiment/schema';
import type { Schedule } from '../optim/schedule';
import type { TrainingSpec } from '../optim/training';
import type { Settings } from './entry';
import { numberSetting } from './number-setting';

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

/** Defaults that differ between experiments. */
export interface OptimizerDefaults {
  readonly learningRate: number;
  /** 0 keeps the learning rate. */
  readonly halfLife: number;
  readonly weightDecay: number;
  /** Constant or halving unless given. */
  readonly schedule?: (typeof LONG_SCHEDULES)[number];
  /** Steps of the others; 1,000 unless given. */
  readonly scheduleSteps?: number;
}

/** The setup panel's controls for optimiser and schedule. */
export function optimizerSettings(d: OptimizerDefaults): SettingSpec[] {
  return [
    {
      kind: 'choice',
      key: 'optimizer',
      group: 'training',
      options: OPTIMIZER_OPTIONS,
      default: 'adam',
    },
    numberSetting('learningRate', 'training', [1e-5, 1, 1e-5], d.learningRate, { scale: 'log' }),
    {
      kind: 'choice',
      key: 'schedule',
      group: 'training',
      options: ['halving', ...LONG_SCHEDULES],
      default: d.schedule ?? 'halving',
    },
    numberSetting('halfLife', 'training', [0, 5000, 50], d.halfLife, {
      integer: true,
      when: { schedule: ['halving'] },
    }),
    numberSetting('scheduleSteps', 'training', [50, 5000, 50], d.scheduleSteps ?? 1000, {
      integer: true,
      when: { schedule: LONG_SCHEDULES },
    }),
    numberSetting('momentum', 'training', [0, 0.99, 0.01], 0, {
      when: { optimizer: ['sgd', 'rmsprop'] },
    }),
    {
      kind: 'toggle',
      key: 'nesterov',
      group: 'training',
      default: false,
      when: { optimizer: ['sgd'] },
    },
    numberSetting('weightDecay', 'training', [0, 0.1, 0.0001], d.weightDecay),
    numberSetting('clipNorm', 'training', [0, 10, 0.1], 1),
  ];
}

export function batchSizeSetting(value: number): SettingSpec {
  return numberSetting('batchSize', 'training', [1, 128, 1], value, { integer: true });
}

/** All that a training needs to be told: optimiser, schedule, batch size. */
export function trainingSettings(
  d: OptimizerDefaults & { readonly batchSize: number },
): SettingSpec[] {
  return [...optimizerSettings(d), batchSizeSetting(d.batchSize)];
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
