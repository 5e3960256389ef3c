import { transformerTranslator } from '../../models/transformer-translator';
import { translator } from '../../models/translator';
import { requireHeads } from '../classifier-settings';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';
import { openPairs, pairsSetting, RECURRENT, translationWords } from '../translation-settings';

const entry: GalleryEntry = {
  id: 'transformer-translation',
  group: 'writing',
  order: 70,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'exact', bar: { run: 'recurrent', orEqual: true } },
  timed: true,
  goalSteps: 1200,
  settings: [
    pairsSetting,
    numberSetting('layers', 'model', [1, 4, 1], 2, { integer: true }),
    numberSetting('heads', 'model', [1, 8, 1], 4, { integer: true }),
    numberSetting('width', 'model', [16, 128, 16], 48, { integer: true }),
    {
      kind: 'choice',
      key: 'positions',
      group: 'model',
      options: ['none', 'sinusoidal', 'learned'],
      default: 'sinusoidal',
    },
    { kind: 'choice', key: 'normOrder', group: 'model', options: ['pre', 'post'], default: 'pre' },
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0.05),
    ...trainingSettings({
      learningRate: 0.01,
      halfLife: 0,
      weightDecay: 0,
      batchSize: 64,
      schedule: 'inverseSqrt',
      scheduleSteps: 100,
    }),
    numberSetting('labelSmoothing', 'training', [0, 0.5, 0.01], 0.1),
  ],
  task: async (settings, open) => {
    const dataset = await openPairs(settings, open);
    const width = Number(settings.width);
    const heads = Number(settings.heads);
    requireHeads(width, heads);
    const model = transformerTranslator({
      vocabulary: dataset.vocabulary.length,
      classes: dataset.classes.length,
      maxSource: dataset.fields.source.shape[0],
      maxTarget: dataset.fields.target.shape[0],
      width,
      heads,
      layers: Number(settings.layers),
      positions: settings.positions as 'none' | 'sinusoidal' | 'learned',
      order: settings.normOrder === 'post' ? 'post' : 'pre',
      dropout: Number(settings.dropout),
      labelSmoothing: Number(settings.labelSmoothing),
    });
    const training = trainingSpec(settings);
    // As in “Translation with attention”: with what suits it, on the same batches.
    const recurrent = translator({
      ...RECURRENT,
      vocabulary: dataset.vocabulary.length,
      classes: dataset.classes.length,
      context: 'additive',
    });
    const { learningRate, weightDecay, halfLife } = RECURRENT;
    return {
      dataset,
      runs: [
        { id: 'transformer', model, training },
        {
          id: 'recurrent',
          model: recurrent,
          training: {
            ...training,
            optimizer: 'adam',
            learningRate,
            weightDecay,
            schedule: { kind: 'half-life', steps: halfLife },
            warmupSteps: 0,
            clipNorm: 1,
          },
          focus: 'context.pattern',
        },
      ],
    };
  },
  sources: [
    {
      title: 'Vaswani et al. 2017, Attention Is All You Need',
      url: 'https://arxiv.org/abs/1706.03762',
    },
    {
      title: 'Xiong et al. 2020, On Layer Normalization in the Transformer Architecture',
      url: 'https://arxiv.org/abs/2002.04745',
    },
  ],
  words: {
    en: {
      title: 'Transformer translation',
      sentence: 'The model of “Attention Is All You Need”, small enough to train in front of you.',
      see: 'Encoder and decoder without any recurrence: self-attention, cross-attention, and the mask that hides the future.',
      training: 'Trains here, live, on the same pairs as “Translation with attention”.',
      intro:
        'The Transformer reads and writes by attention alone. In the encoder every symbol looks at every other; in the decoder each looks at those already written, and through cross-attention at what was read. Where a symbol stands is told by sines and cosines added to its vector, which is multiplied by √d first. As in the paper, training warms up, then slows down with the root of the steps; labels are smoothed, and dropout is on.',
      look: 'Cross-attention in the last layer, head by head: some heads find the symbol that is needed now. Compare it with the alignment of the recurrent model.',
      tries: [
        'Switch positions to none: which digit comes when can no longer be told.',
        'Compare its steps per second and its curve with those of “Translation with attention”.',
        'Choose the norm after each part, as first published, and a higher learning rate: does it still learn?',
      ],
      ...translationWords.en,
    },
    zh: {
      title: 'Transformer 翻译',
      sentence: '《Attention Is All You Need》里的模型，小到可以当着你的面训练。',
      see: '没有任何循环的编码器和解码器：自注意力、交叉注意力，以及遮住未来的掩码。',
      training: '就在这里实时训练，数据与“带注意力的翻译”相同。',
      intro:
        'Transformer 只靠注意力来读和写。在编码器里，每个符号都看其他所有符号；在解码器里，每个符号看已经写出的符号，并通过交叉注意力看读到的内容。符号的位置由加在向量上的正弦和余弦给出，向量先乘以 √d。与论文一样，学习率先预热，再随步数的平方根下降；标签经过平滑，训练时使用丢弃。',
      look: '看最后一层的交叉注意力，一个头一个头地看：有的头正好找到此刻需要的符号。把它与循环模型的对齐比一比。',
      tries: [
        '把“位置”改为“无”：再也分不清哪个数字该在什么时候写。',
        '把每秒步数和曲线与“带注意力的翻译”比一比。',
        '改为最初论文的做法，把归一化放在每一部分之后，并提高学习率：它还学得会吗？',
      ],
      ...translationWords.zh,
    },
  },
};

export default entry;
