import type { Words } from '../../i18n/use-words';
import type { Phase } from './steps-of';

interface StepWords {
  readonly title: string;
  readonly help: string;
  readonly phase: Readonly<Record<Phase, string>>;
  readonly phases: string;
  readonly position: (at: number, of: number) => string;
  readonly slider: string;
  readonly previous: string;
  readonly next: string;
  /** What the space bar does at each part of a step. */
  readonly space: readonly [string, string, string];
  readonly slow: string;
  readonly keys: string;
  readonly given: (name: string) => string;
  readonly from: (name: string, caption: string, sources: readonly string[]) => string;
  readonly gradient: (of: string, sources: readonly string[]) => string;
  readonly update: (name: string, optimizer: string) => string;
  readonly sources: string;
  readonly result: string;
  readonly cell: (place: string) => string;
  readonly before: string;
  readonly after: string;
  readonly slope: string;
  readonly rate: string;
  readonly clip: string;
  readonly moment: (number: number) => string;
  readonly ofExample: string;
  readonly end: string;
}

const list = (names: readonly string[], and: string, comma: string): string =>
  names.length < 2
    ? (names[0] ?? '')
    : `${names.slice(0, -1).join(comma)}${and}${names[names.length - 1]}`;

export const words: Words<StepWords> = {
  en: {
    title: 'Step by step',
    help: 'The computation one operation after another: forward, backward, then the update',
    phase: { forward: 'Forward', backward: 'Backward', update: 'Update' },
    phases: 'Part of a training step',
    position: (at, of) => `${at} of ${of}`,
    slider: 'Operation',
    previous: 'Previous operation',
    next: 'Next operation',
    space: ['Show one cell', 'Compute the rest', 'Next operation'],
    slow: 'Slow motion',
    keys: 'Space goes on, ← and → go from operation to operation. Click a cell to make it the example.',
    given: (name) => `${name} is given.`,
    from: (name, caption, sources) =>
      `${name}${caption === '' ? '' : ` (${caption})`} is computed from ${list(sources, ' and ', ', ')}.`,
    gradient: (of, sources) =>
      `How the loss changes with each number of ${of}, computed from ${list(sources, ' and ', ', ')}.`,
    update: (name, optimizer) =>
      `What one step of ${optimizer} would make of ${name}, with the gradient of this example.`,
    sources: 'From',
    result: 'To',
    cell: (place) => `One cell: ${place}`,
    before: 'before',
    after: 'after',
    slope: 'gradient',
    rate: 'learning rate',
    clip: 'clipping × ',
    moment: (number) => `kept ${number}`,
    ofExample:
      'A training step has the mean of the gradients over its batch. Nothing is changed by looking.',
    end: 'That was one training step.',
  },
  zh: {
    title: '逐步',
    help: '一次一个运算地走完计算：前向、反向，然后更新',
    phase: { forward: '前向', backward: '反向', update: '更新' },
    phases: '训练步的各部分',
    position: (at, of) => `第 ${at} 个，共 ${of} 个`,
    slider: '运算',
    previous: '上一个运算',
    next: '下一个运算',
    space: ['看一个格子', '算完其余', '下一个运算'],
    slow: '慢动作',
    keys: '空格键继续，← 和 → 在运算之间移动。点击一个格子，就以它为例。',
    given: (name) => `${name} 是给定的。`,
    from: (name, caption, sources) =>
      `${name}${caption === '' ? '' : `（${caption}）`}由 ${list(sources, ' 和 ', '、')} 算出。`,
    gradient: (of, sources) =>
      `损失随 ${of} 的每个数怎样变化，由 ${list(sources, ' 和 ', '、')} 算出。`,
    update: (name, optimizer) => `用这个例子的梯度，${optimizer} 的一步会把 ${name} 变成什么。`,
    sources: '从',
    result: '到',
    cell: (place) => `一个格子：${place}`,
    before: '之前',
    after: '之后',
    slope: '梯度',
    rate: '学习率',
    clip: '裁剪 × ',
    moment: (number) => `保留量 ${number}`,
    ofExample: '真正的训练步用的是一批例子梯度的平均。看一看不会改变任何东西。',
    end: '这就是一个训练步。',
  },
};
