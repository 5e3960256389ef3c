/** How the learning rate changes with the steps done, as data; η is the spec's `learningRate`. */
export type Schedule =
  | { readonly kind: 'constant' }
  /** Halves in so many steps, evenly. */
  | { readonly kind: 'half-life'; readonly steps: number }
  /** Times `gamma` after every so many steps; a tenth unless given. */
  | { readonly kind: 'step'; readonly steps: number; readonly gamma?: number }
  /** From η down to `minRate` (0 unless given) in so many steps, and up again in as many more. */
  | { readonly kind: 'cosine'; readonly steps: number; readonly minRate?: number }
  /** Up to η, then far down, in so many steps altogether; the rate then stays where it ended. */
  | {
      readonly kind: 'one-cycle';
      readonly steps: number;
      /** Share of the steps that go up; 0.3 unless given. */
      readonly pctStart?: number;
      /** The first rate is η divided by it; 25 unless given. */
      readonly divFactor?: number;
      /** The last rate is the first divided by it; 10⁴ unless given. */
      readonly finalDivFactor?: number;
    }
  /** Rises evenly to η in so many steps, then falls with the root of their number. */
  | { readonly kind: 'inverse-sqrt'; readonly steps: number };

/** The schedules, for people: t is the number of steps done before this one. */
export const SCHEDULES: readonly {
  readonly kind: Schedule['kind'] | 'warm-up';
  readonly name: string;
  /** TeX. */
  readonly equation: string;
  readonly source: string;
}[] = [
  {
    kind: 'constant',
    name: 'Constant',
    equation: String.raw`\eta_t = \eta`,
    source: 'Definition.',
  },
  {
    kind: 'half-life',
    name: 'Half-life',
    equation: String.raw`\eta_t = \eta \cdot 2^{-t/h}`,
    source: 'PyTorch, torch.optim.lr_scheduler.ExponentialLR, with γ = 2^(−1/h).',
  },
  {
    kind: 'step',
    name: 'Steps',
    equation: String.raw`\eta_t = \eta \, \gamma^{\lfloor t/n \rfloor}`,
    source: 'PyTorch, torch.optim.lr_scheduler.StepLR.',
  },
  {
    kind: 'cosine',
    name: 'Cosine',
    equation: String.raw`\eta_t = \eta_{\min} + \tfrac{1}{2} (\eta - \eta_{\min}) \left(1 + \cos \tfrac{\pi t}{n}\right)`,
    source:
      'Loshchilov & Hutter 2017 (SGDR), equation 5; after n steps as PyTorch, torch.optim.lr_scheduler.CosineAnnealingLR.',
  },
  {
    kind: 'one-cycle',
    name: 'One cycle',
    equation: String.raw`\eta_t = \begin{cases} \eta + \tfrac{1}{2} (\eta_{\text{first}} - \eta) \left(1 + \cos \tfrac{\pi t}{u}\right) & t \le u \\ \eta_{\text{last}} + \tfrac{1}{2} (\eta - \eta_{\text{last}}) \left(1 + \cos \tfrac{\pi (t - u)}{n - 1 - u}\right) & t > u \end{cases}, \quad u = 0.3 n - 1, \; \eta_{\text{first}} = \tfrac{\eta}{25}, \; \eta_{\text{last}} = \tfrac{\eta_{\text{first}}}{10^4}`,
    source:
      'Smith & Topin 2018 (super-convergence), in two phases as PyTorch, torch.optim.lr_scheduler.OneCycleLR; momentum stays as it is.',
  },
  {
    kind: 'inverse-sqrt',
    name: 'Inverse square root',
    equation: String.raw`\eta_t = \eta \, \min\!\left(\tfrac{t+1}{n}, \sqrt{\tfrac{n}{t+1}}\right), \quad \eta = (d_{\text{model}} \, n)^{-1/2} \text{ in the paper}`,
    source: 'Vaswani et al. 2017, equation 3.',
  },
  {
    kind: 'warm-up',
    name: 'Linear warm-up, before any of them',
    equation: String.raw`\eta_t = \min\!\left(1, \tfrac{t+1}{w}\right) \eta'_{\max(0,\, t-w)}`,
    source: 'Goyal et al. 2017, section 2.2.',
  },
];

/** What a schedule puts into the hyperparameters; meaning of a, b and c by kind. */
interface ScheduleNumbers {
  readonly code: number;
  readonly steps: number;
  readonly a?: number;
  readonly b?: number;
  readonly c?: number;
}

/** Numbers of the kinds, as the shader knows them. */
const CODES = {
  constant: 0,
  'half-life': 1,
  step: 2,
  cosine: 3,
  'one-cycle': 4,
  'inverse-sqrt': 5,
} as const satisfies Record<Schedule['kind'], number>;

/** The schedule as numbers; logarithms and such in double precision. To have been checked before. */
export function scheduleNumbers(schedule: Schedule): ScheduleNumbers {
  const code = CODES[schedule.kind];
  switch (schedule.kind) {
    case 'constant':
      return { code, steps: 0 };
    case 'half-life':
      return { code, steps: schedule.steps, a: Math.LN2 / schedule.steps };
    case 'step':
      return { code, steps: schedule.steps, a: -Math.log(schedule.gamma ?? 0.1) };
    case 'cosine':
      return { code, steps: schedule.steps, a: schedule.minRate ?? 0 };
    case 'one-cycle': {
      const { steps, pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4 } = schedule;
      const first = 1 / divFactor;
      return { code, steps, a: pctStart * steps - 1, b: first, c: first / finalDivFactor };
    }
    case 'inverse-sqrt':
      return { code, steps: schedule.steps };
  }
}

/** (1 + cos πx) / 2 for x from 0 to 1, as the sine, which keeps its digits near x = 1. */
function falling(x: number): number {
  return Math.sin((Math.PI / 2) * (1 - x)) ** 2;
}

/**
 * The learning rate of the step that comes after `done` others: what clip-norm.wgsl computes.
 * @param highest  η
 * @param warmup   steps of the linear warm-up before the schedule begins
 */
export function scheduledRate(
  highest: number,
  { code, steps, a = 0, b = 0, c = 0 }: ScheduleNumbers,
  warmup: number,
  done: number,
): number {
  const t = Math.max(0, done - warmup);
  const warm = done < warmup ? (done + 1) / warmup : 1;
  switch (code) {
    case CODES['half-life']:
      return warm * highest * Math.exp(-t * a);
    case CODES.step:
      return warm * highest * Math.exp(-Math.floor(t / steps) * a);
    case CODES.cosine: {
      const phase = t % (2 * steps);
      const x = Math.min(phase, 2 * steps - phase) / steps;
      return warm * (a + (highest - a) * falling(x));
    }
    case CODES['one-cycle']: {
      if (t <= a) return warm * highest * (1 + (b - 1) * falling(t / a));
      const x = Math.min(1, (t - a) / (steps - 1 - a));
      return warm * highest * (c + (1 - c) * falling(x));
    }
    case CODES['inverse-sqrt']:
      return warm * highest * Math.min((t + 1) / steps, Math.sqrt(steps / (t + 1)));
    default:
      return warm * highest;
  }
}
