import type { Region, Step } from '../plan/step';
import { adagradStep } from './adagrad';
import { adamStep } from './adam';
import { normStep } from './clip-norm';
import { hyperValues } from './hyper';
import { lionStep } from './lion';
import type { UpdateRegions } from './regions';
import { rmspropStep } from './rmsprop';
import { sgdStep } from './sgd';
import type { TrainingSpec } from './training';

export interface OptimizerRegions extends UpdateRegions {
  /** As many regions of the parameters' length as `optimizerState` says. */
  readonly moments: readonly Region[];
}

/** What an optimiser is, of all that a training spec says. */
type OptimizerChoice = Pick<TrainingSpec, 'optimizer' | 'nesterov' | 'centered' | 'amsgrad'>;

/** The optimisers, for people. */
export const OPTIMIZERS: readonly {
  readonly name: string;
  readonly choice: OptimizerChoice;
  /** TeX; g is the clipped gradient, with λθ added where the decay is not decoupled. */
  readonly equation: string;
  /** Numbers kept per parameter. */
  readonly state: number;
  readonly source: string;
}[] = [
  {
    name: 'SGD with momentum',
    choice: { optimizer: 'sgd' },
    equation: String.raw`v \gets \mu v + g, \quad \theta \gets \theta - \eta v`,
    state: 1,
    source: 'Sutskever et al. 2013, equations 1–2; PyTorch, torch.optim.SGD.',
  },
  {
    name: 'SGD with Nesterov momentum',
    choice: { optimizer: 'sgd', nesterov: true },
    equation: String.raw`v \gets \mu v + g, \quad \theta \gets \theta - \eta (g + \mu v)`,
    state: 1,
    source: 'Sutskever et al. 2013, equations 3–4; PyTorch, torch.optim.SGD.',
  },
  {
    name: 'RMSprop',
    choice: { optimizer: 'rmsprop' },
    equation: String.raw`v \gets \alpha v + (1 - \alpha) g^2, \quad u \gets \mu u + \frac{g}{\sqrt{v} + \epsilon}, \quad \theta \gets \theta - \eta u`,
    state: 2,
    source: 'Tieleman & Hinton 2012, lecture 6.5; PyTorch, torch.optim.RMSprop.',
  },
  {
    name: 'RMSprop, centred',
    choice: { optimizer: 'rmsprop', centered: true },
    equation: String.raw`m \gets \alpha m + (1 - \alpha) g, \quad v \gets \alpha v + (1 - \alpha) g^2, \quad u \gets \mu u + \frac{g}{\sqrt{v - m^2} + \epsilon}, \quad \theta \gets \theta - \eta u`,
    state: 3,
    source: 'Graves 2013, equations 38–41; PyTorch, torch.optim.RMSprop.',
  },
  {
    name: 'Adagrad',
    choice: { optimizer: 'adagrad' },
    equation: String.raw`s \gets s + g^2, \quad \theta \gets \theta - \frac{\eta}{1 + (t - 1) \delta} \cdot \frac{g}{\sqrt{s} + \epsilon}`,
    state: 1,
    source: 'Duchi, Hazan & Singer 2011, figure 1; PyTorch, torch.optim.Adagrad.',
  },
  {
    name: 'Adam',
    choice: { optimizer: 'adam' },
    equation: String.raw`m \gets \beta_1 m + (1 - \beta_1) g, \quad v \gets \beta_2 v + (1 - \beta_2) g^2, \quad \theta \gets \theta - \eta \, \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}`,
    state: 2,
    source: 'Kingma & Ba 2015, algorithm 1.',
  },
  {
    name: 'Adam with AMSGrad',
    choice: { optimizer: 'adam', amsgrad: true },
    equation: String.raw`\hat{v} \gets \max(\hat{v}, v), \quad \theta \gets \theta - \eta \, \frac{m / (1 - \beta_1^t)}{\sqrt{\hat{v} / (1 - \beta_2^t)} + \epsilon}`,
    state: 3,
    source: 'Reddi, Kale & Kumar 2018, algorithm 2; PyTorch, torch.optim.Adam.',
  },
  {
    name: 'AdamW',
    choice: { optimizer: 'adamw' },
    equation: String.raw`\theta \gets \theta - \eta \lambda \theta, \text{ then as Adam}`,
    state: 2,
    source: 'Loshchilov & Hutter 2019, algorithm 2; PyTorch, torch.optim.AdamW.',
  },
  {
    name: 'Lion',
    choice: { optimizer: 'lion' },
    equation: String.raw`\theta \gets \theta - \eta \left(\operatorname{sign}(\beta_1 m + (1 - \beta_1) g) + \lambda \theta\right), \quad m \gets \beta_2 m + (1 - \beta_2) g`,
    state: 1,
    source: 'Chen et al. 2023, algorithm 2.',
  },
];

/**
 * What an optimiser keeps: how many numbers per parameter, and its settings as a region's content,
 * with PyTorch's defaults (for Lion the paper's).
 * @throws ExperimentError naming the setting, what it got and what is allowed
 */
export function optimizerState(training: TrainingSpec): {
  readonly moments: number;
  readonly hyper: Float32Array;
} {
  const { optimizer, eps, beta2 } = training;
  const hyper = hyperValues({
    ...training,
    eps: eps ?? (optimizer === 'adagrad' ? 1e-10 : 1e-8),
    beta2: beta2 ?? (optimizer === 'lion' ? 0.99 : 0.999),
  });
  switch (optimizer) {
    case 'sgd':
    case 'adagrad':
    case 'lion':
      return { moments: 1, hyper };
    case 'rmsprop':
      return { moments: training.centered ? 3 : 2, hyper };
    case 'adam':
    case 'adamw':
      return { moments: training.amsgrad ? 3 : 2, hyper };
  }
}

/**
 * The dispatches of one update: what is the same for all parameters, where the step is counted too,
 * then all of them at once.
 */
export function optimizerSteps(training: OptimizerChoice, regions: OptimizerRegions): Step[] {
  return [normStep(regions), updateStep(training, regions)];
}

function updateStep(
  { optimizer, nesterov, centered, amsgrad }: OptimizerChoice,
  { moments, ...rest }: OptimizerRegions,
): Step {
  const [first, second, third] = moments;
  switch (optimizer) {
    case 'sgd':
      return sgdStep({ ...rest, velocity: first }, { nesterov });
    case 'rmsprop':
      return rmspropStep({
        ...rest,
        spread: first,
        velocity: second,
        ...(centered ? { mean: third } : {}),
      });
    case 'adagrad':
      return adagradStep({ ...rest, squares: first });
    case 'adam':
    case 'adamw':
      return adamStep(
        { ...rest, first, second, ...(amsgrad ? { largest: third } : {}) },
        { decoupled: optimizer === 'adamw' },
      );
    case 'lion':
      return lionStep({ ...rest, mean: first });
  }
}
