import type { Words } from '../../i18n/use-words';

const en = (n: number): string => n.toLocaleString('en');
const zh = (n: number): string => n.toLocaleString('zh-CN');

export type Topic = 'answers' | 'layers' | 'values' | 'attention' | 'units';

interface Chart {
  readonly title: string;
  readonly help: string;
  /** What the colours mean, with the unit. */
  readonly unit: string;
}

interface DevelopmentWords {
  readonly topics: string;
  readonly topic: Readonly<Record<Topic, string>>;
  readonly measuring: string;
  readonly waits: string;
  readonly stale: (step: number) => string;
  readonly cancelled: string;
  readonly again: string;
  readonly none: string;
  readonly step: string;
  readonly atStep: (step: number) => string;
  readonly keys: string;
  readonly examples: (count: number) => string;
  readonly gradients: Chart;
  readonly ratios: Chart;
  readonly attention: Chart & { readonly most: string };
  readonly units: Chart & { readonly of: (units: number) => string };
  readonly values: Chart & {
    readonly tensor: string;
    readonly weights: string;
    readonly activations: string;
    readonly value: string;
    readonly between: (low: string, high: string) => string;
  };
  readonly confusion: {
    readonly title: string;
    readonly help: string;
    readonly unit: string;
    readonly right: string;
    readonly answered: string;
    readonly summary: (right: number, answers: number, share: string) => string;
    readonly cell: (right: string, answered: string, count: number, share: string) => string;
    readonly show: string;
  };
  readonly worst: {
    readonly title: string;
    readonly help: string;
    readonly example: string;
    readonly right: string;
    readonly answered: string;
    readonly loss: string;
    readonly show: (index: number) => string;
  };
  readonly head: (pattern: string, head: number) => string;
}

export const WORDS: Words<DevelopmentWords> = {
  en: {
    topics: 'What is measured',
    topic: {
      answers: 'Answers',
      layers: 'Gradients and updates',
      values: 'Distributions',
      attention: 'Attention entropy',
      units: 'Dead units',
    },
    measuring: 'Measuring …',
    waits: 'Measured when the training pauses.',
    stale: (step) => `Measured at step ${en(step)}; measured again when the training pauses.`,
    cancelled: 'The measurement was cancelled.',
    again: 'Measure again',
    none: 'Nothing yet: train a few steps first.',
    step: 'step',
    atStep: (step) => `step ${en(step)}`,
    keys: 'Arrow keys move from cell to cell; Enter looks at that step.',
    examples: (count) => `On the first ${count} held-out examples.`,
    gradients: {
      title: 'Gradient norm',
      help: 'L2 norm of the loss’s gradient with respect to all parameters of a layer, before clipping, in the training step after each snapshot. That step is taken again to measure it.',
      unit: '‖∇W‖, logarithmic',
    },
    ratios: {
      title: 'Update / weight',
      help: 'How far one training step moves the parameters of a layer, as a share of their size: ‖ΔW‖ / ‖W‖, with L2 norms. Measured in the step after each snapshot.',
      unit: '‖ΔW‖ / ‖W‖, logarithmic',
    },
    attention: {
      title: 'Attention entropy',
      help: 'How widely a head spreads its attention: −Σ p ln p over the keys, the mean over all queries. 0 is a head that attends to one place, ln T one that attends to all T alike. Queries at padding do not count.',
      unit: 'nats, 0 to ln T',
      most: 'ln T',
    },
    units: {
      title: 'Dead units',
      help: 'Share of a layer’s ReLU units that are 0 for every one of these examples; where there are feature maps, of maps that are 0 everywhere.',
      unit: 'share of the units',
      of: (units) => `of ${units}`,
    },
    values: {
      title: 'Distribution',
      help: 'How the values of a tensor are spread, snapshot by snapshot: each column is a histogram of 40 equally wide bins.',
      unit: 'share of the values, square root',
      tensor: 'Tensor',
      weights: 'Parameters',
      activations: 'Activations',
      value: 'value',
      between: (low, high) => `${low} to ${high}`,
    },
    confusion: {
      title: 'Confusion matrix',
      help: 'All held-out answers. Rows: the class that is right. Columns: the class that was answered. Colour and second number: share of the row.',
      unit: 'share of the row',
      right: 'right class',
      answered: 'answered',
      summary: (right, answers, share) => `${en(right)} of ${en(answers)} right: ${share}`,
      cell: (right, answered, count, share) =>
        `${right} → ${answered}: ${en(count)} (${share} of the row)`,
      show: 'Click a cell to show such an example.',
    },
    worst: {
      title: 'Worst answers',
      help: 'The held-out answers with the highest loss, −ln of the right class’s probability.',
      example: 'Example',
      right: 'Right',
      answered: 'Answered',
      loss: 'Loss (nats)',
      show: (index) => `Show held-out example ${index + 1}`,
    },
    head: (pattern, head) => `${pattern} ${head + 1}`,
  },
  zh: {
    topics: '测量内容',
    topic: {
      answers: '回答',
      layers: '梯度与更新',
      values: '分布',
      attention: '注意力熵',
      units: '死单元',
    },
    measuring: '正在测量……',
    waits: '训练暂停时测量。',
    stale: (step) => `测量于第 ${zh(step)} 步；训练暂停时重新测量。`,
    cancelled: '测量已取消。',
    again: '重新测量',
    none: '还没有：请先训练几步。',
    step: '步',
    atStep: (step) => `第 ${zh(step)} 步`,
    keys: '方向键在格子间移动；回车查看该步。',
    examples: (count) => `基于前 ${count} 个验证样例。`,
    gradients: {
      title: '梯度范数',
      help: '每个快照之后那一步训练中，损失对一层所有参数的梯度的 L2 范数（裁剪之前）。为测量，这一步会重新执行一次。',
      unit: '‖∇W‖，对数',
    },
    ratios: {
      title: '更新量／权重',
      help: '一步训练使一层参数移动了多少，相对其大小：‖ΔW‖ / ‖W‖，L2 范数。在每个快照之后的那一步测量。',
      unit: '‖ΔW‖ / ‖W‖，对数',
    },
    attention: {
      title: '注意力熵',
      help: '一个头把注意力分得多散：对键求 −Σ p ln p，再对所有查询取平均。0 表示只注意一处，ln T 表示对 T 处一视同仁。填充位置的查询不计。',
      unit: 'nat，0 到 ln T',
      most: 'ln T',
    },
    units: {
      title: '死单元',
      help: '一层的 ReLU 单元中，对所有这些样例都为 0 的比例；有特征图时，指处处为 0 的特征图。',
      unit: '单元所占比例',
      of: (units) => `共 ${units} 个`,
    },
    values: {
      title: '分布',
      help: '一个张量的值在各快照中如何分布：每一列是一个 40 个等宽区间的直方图。',
      unit: '值所占比例，平方根',
      tensor: '张量',
      weights: '参数',
      activations: '激活值',
      value: '值',
      between: (low, high) => `${low} 到 ${high}`,
    },
    confusion: {
      title: '混淆矩阵',
      help: '全部验证集回答。行：正确的类别。列：模型回答的类别。颜色和第二个数：占该行的比例。',
      unit: '占该行的比例',
      right: '正确类别',
      answered: '回答',
      summary: (right, answers, share) => `${zh(answers)} 个回答中 ${zh(right)} 个正确：${share}`,
      cell: (right, answered, count, share) =>
        `${right} → ${answered}：${zh(count)}（占该行 ${share}）`,
      show: '点击格子，显示这样一个样例。',
    },
    worst: {
      title: '最差的回答',
      help: '损失最高的验证集回答，损失为 −ln 正确类别的概率。',
      example: '样例',
      right: '正确',
      answered: '回答',
      loss: '损失（nat）',
      show: (index) => `显示第 ${index + 1} 个验证样例`,
    },
    head: (pattern, head) => `${pattern} ${head + 1}`,
  },
};
