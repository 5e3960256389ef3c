import { ExperimentError } from '../tensor/errors';
import { type Schedule, scheduledRate, scheduleNumbers } from './schedule';

/** Numbers that steer an optimiser and may change while it runs. */
export interface HyperSettings {
  readonly learningRate: number;
  /** How the learning rate changes with the steps; constant unless given. */
  readonly schedule?: Schedule;
  /** Steps in which the learning rate rises evenly before the schedule begins; 0 for none. */
  readonly warmupSteps?: number;
  /** Of SGD and RMSprop; 0 is plain descent. */
  readonly momentum?: number;
  /** λ: an L2 penalty added to the gradient; decoupled from it in AdamW and Lion. */
  readonly weightDecay?: number;
  /** Largest global gradient norm; 0 switches this clipping off. */
  readonly clipNorm?: number;
  /** Largest absolute value of one gradient, after clipping by norm; 0 switches it off. */
  readonly clipValue?: number;
  /** Of Adam and Lion: how much of the running mean of the gradient stays at each step. */
  readonly beta1?: number;
  /** Of Adam: the same of its squares; of Lion: the same of the mean that is kept. */
  readonly beta2?: number;
  /** Of RMSprop: how much of the running mean of the squares stays at each step. */
  readonly alpha?: number;
  /** Of Adagrad: the rate is divided by 1 + lrDecay · steps done. */
  readonly lrDecay?: number;
  /** Of Adam, RMSprop and Adagrad: added to the root by which they divide. */
  readonly eps?: number;
}

/** Elements of a region of hyperparameters; the shaders read them at these places. */
export const HYPER_LENGTH = 32;
export const HYPER = {
  learningRate: 0,
  weightDecay: 1,
  clipNorm: 2,
  momentum: 3,
  eps: 4,
  oneMinusBeta1: 5,
  oneMinusBeta2: 6,
  logBeta1: 7,
  logBeta2: 8,
  clipValue: 9,
  oneMinusAlpha: 10,
  lrDecay: 11,
  schedule: 12,
  warmupSteps: 13,
  scheduleSteps: 14,
  scheduleA: 15,
  scheduleB: 16,
  scheduleC: 17,
} as const;

/** Below this power of e nothing is left in single precision; stands for log 0. */
const SMALLEST_LOG = -100;

/**
 * The settings as a region's content, with PyTorch's defaults. What single precision would lose
 * (1 − 0.999 is 5·10⁻⁵ off) is computed here in double precision.
 * @throws ExperimentError naming the setting, what it got and what is allowed
 */
export function hyperValues({
  learningRate,
  schedule = { kind: 'constant' },
  warmupSteps = 0,
  momentum = 0,
  weightDecay = 0,
  clipNorm = 0,
  clipValue = 0,
  beta1 = 0.9,
  beta2 = 0.999,
  alpha = 0.99,
  lrDecay = 0,
  eps = 1e-8,
}: HyperSettings): Float32Array {
  requireAtLeast0({ learningRate, weightDecay, clipNorm, clipValue, lrDecay, eps });
  requireShare({ momentum, beta1, beta2, alpha });
  requireSteps('warmupSteps', warmupSteps, 0);
  requireSchedule(schedule);
  const { code, steps, a = 0, b = 0, c = 0 } = scheduleNumbers(schedule);

  const values = new Float32Array(HYPER_LENGTH);
  values[HYPER.learningRate] = learningRate;
  values[HYPER.weightDecay] = weightDecay;
  values[HYPER.clipNorm] = clipNorm;
  values[HYPER.momentum] = momentum;
  values[HYPER.eps] = eps;
  values[HYPER.oneMinusBeta1] = 1 - beta1;
  values[HYPER.oneMinusBeta2] = 1 - beta2;
  values[HYPER.logBeta1] = Math.max(Math.log(beta1), SMALLEST_LOG);
  values[HYPER.logBeta2] = Math.max(Math.log(beta2), SMALLEST_LOG);
  values[HYPER.clipValue] = clipValue;
  values[HYPER.oneMinusAlpha] = 1 - alpha;
  values[HYPER.lrDecay] = lrDecay;
  values[HYPER.schedule] = code;
  values[HYPER.warmupSteps] = warmupSteps;
  values[HYPER.scheduleSteps] = steps;
  values[HYPER.scheduleA] = a;
  values[HYPER.scheduleB] = b;
  values[HYPER.scheduleC] = c;
  return values;
}

/** The learning rate of the step that comes after `done` others. */
export function rateAt(hyper: ArrayLike<number>, done: number): number {
  const numbers = {
    code: hyper[HYPER.schedule],
    steps: hyper[HYPER.scheduleSteps],
    a: hyper[HYPER.scheduleA],
    b: hyper[HYPER.scheduleB],
    c: hyper[HYPER.scheduleC],
  };
  return scheduledRate(hyper[HYPER.learningRate], numbers, hyper[HYPER.warmupSteps], done);
}

/** Single precision holds every whole number up to here. */
const MAX_STEPS = 2 ** 24;

function requireThat(holds: boolean, name: string, got: number, expected: string): void {
  if (!holds) throw new ExperimentError(`Training: ${name} is ${got}, expected ${expected}.`);
}

function requireAtLeast0(settings: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(settings)) {
    requireThat(Number.isFinite(value) && value >= 0, name, value, 'a finite number from 0');
  }
}

function requireShare(settings: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(settings)) {
    requireThat(value >= 0 && value < 1, name, value, 'a number from 0 to below 1');
  }
}

function requirePositive(settings: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(settings)) {
    requireThat(Number.isFinite(value) && value > 0, name, value, 'a finite number above 0');
  }
}

function requireSteps(name: string, value: number, least: number): void {
  const allowed = Number.isInteger(value) && value >= least && value <= MAX_STEPS;
  requireThat(allowed, name, value, `a whole number from ${least} to ${MAX_STEPS}`);
}

function requireSchedule(schedule: Schedule): void {
  if (schedule.kind === 'constant') return;
  requireSteps('schedule.steps', schedule.steps, 1);
  if (schedule.kind === 'step') requirePositive({ 'schedule.gamma': schedule.gamma ?? 1 });
  if (schedule.kind === 'cosine') requireAtLeast0({ 'schedule.minRate': schedule.minRate ?? 0 });
  if (schedule.kind === 'one-cycle') {
    const { steps, pctStart = 0.3, divFactor = 1, finalDivFactor = 1 } = schedule;
    requirePositive({ 'schedule.divFactor': divFactor, 'schedule.finalDivFactor': finalDivFactor });
    requireThat(
      pctStart * steps > 1 && pctStart < 1,
      'schedule.pctStart',
      pctStart,
      `a share below 1 that makes more than 1 of the ${steps} steps`,
    );
  }
}
