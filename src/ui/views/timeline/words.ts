import type { Words } from '../../i18n/use-words';

const en = (n: number): string => n.toLocaleString('en');
const zh = (n: number): string => n.toLocaleString('zh-CN');

interface TimelineWords {
  readonly title: string;
  readonly sliderHelp: string;
  readonly step: (step: number) => string;
  readonly asOf: (step: number) => string;
  readonly stands: (step: number) => string;
  readonly kept: (snapshots: number, megabytes: string, budget: string) => string;
  readonly keptHelp: string;
  readonly empty: string;
  readonly back: string;
  readonly trainOn: string;
  readonly trainOnHelp: (first: number, last: number) => string;
  readonly film: string;
  readonly stopFilm: string;
  readonly next: string;
  readonly speed: string;
  readonly perSecond: (snapshots: number) => string;
}

export const WORDS: Words<TimelineWords> = {
  en: {
    title: 'Timeline',
    sliderHelp:
      'Looks at an earlier step of the training; arrow keys go from snapshot to snapshot.',
    step: (step) => `step ${en(step)}`,
    asOf: (step) => `As of step ${en(step)}`,
    stands: (step) => `training stands at ${en(step)}`,
    kept: (snapshots, megabytes, budget) =>
      `${snapshots} ${snapshots === 1 ? 'snapshot' : 'snapshots'}, ${megabytes} of ${budget} MB`,
    keptHelp:
      'Snapshots of all weights, kept while training. When the memory is full, newer ones take the place of older ones, so that they lie evenly over the run.',
    empty: 'Snapshots of the weights appear here as training goes on.',
    back: 'Back to the present',
    trainOn: 'Train on from here',
    trainOnHelp: (first, last) =>
      first === last ? `Drops step ${en(first)}` : `Drops steps ${en(first)} to ${en(last)}`,
    film: 'Play the training as a film',
    stopFilm: 'Stop the film',
    next: 'Next snapshot',
    speed: 'Snapshots per second',
    perSecond: (snapshots) => `${snapshots}/s`,
  },
  zh: {
    title: '时间线',
    sliderHelp: '查看训练较早的一步；用方向键在快照之间移动。',
    step: (step) => `第 ${zh(step)} 步`,
    asOf: (step) => `第 ${zh(step)} 步时`,
    stands: (step) => `训练已到第 ${zh(step)} 步`,
    kept: (snapshots, megabytes, budget) => `${snapshots} 个快照，${megabytes} / ${budget} MB`,
    keptHelp:
      '训练时保存的全部权重的快照。内存用满后，新快照会替换旧的，使它们在整个训练中均匀分布。',
    empty: '训练进行时，权重的快照会出现在这里。',
    back: '回到现在',
    trainOn: '从这里继续训练',
    trainOnHelp: (first, last) =>
      first === last ? `丢弃第 ${zh(first)} 步` : `丢弃第 ${zh(first)} 至 ${zh(last)} 步`,
    film: '像影片一样播放训练',
    stopFilm: '停止播放',
    next: '下一个快照',
    speed: '每秒快照数',
    perSecond: (snapshots) => `${snapshots}/秒`,
  },
};
