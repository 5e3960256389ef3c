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
  goalSteps: 2000,
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
    numberSetting('dropout', 'model', [0, 0.9, 0.01], 0.02),
    ...trainingSettings({
      learningRate: 0.005,
      halfLife: 0,
      weightDecay: 0,
      batchSize: 32,
      schedule: 'warmupCosine',
      scheduleSteps: 2000,
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
      training:
        'Trains here, live, with the recurrent model of “Translation with attention” beside it, on the same batches.',
      intro:
        'The Transformer reads and writes by attention alone. In the encoder every symbol looks at every other; in the decoder each looks at those already written, and through cross-attention at what was read. Where a symbol stands is told by sines and cosines added to its vector, which is multiplied by √d first. As in the paper, training warms up before it slows down, labels are smoothed, and dropout is on. Beside it the recurrent encoder–decoder with additive attention learns from the same batches, with the settings that suit it: the goal is to write as many held-out dates without a mistake.',
      look: 'Cross-attention in the last layer, head by head: some heads find the symbol that is needed now. Then choose the recurrent model and compare them with its alignment.',
      tries: [
        'Switch positions to none: which digit comes when can no longer be told.',
        'Compare the curves, and the steps per second of each model in the legend: which of the two needs fewer steps, and which less time?',
        'Choose the norm after each part, as first published, and a higher learning rate: does it still learn?',
      ],
      runs: { transformer: 'Transformer', recurrent: 'RNN' },
      ...translationWords.en,
    },
    zh: {
      title: 'Transformer 翻译',
      sentence: '《Attention Is All You Need》里的模型，小到可以当着你的面训练。',
      see: '没有任何循环的编码器和解码器：自注意力、交叉注意力，以及遮住未来的掩码。',
      training: '就在这里实时训练，旁边是“带注意力的翻译”里的循环模型，两者用同样的批次。',
      intro:
        'Transformer 只靠注意力来读和写。在编码器里，每个符号都看其他所有符号；在解码器里，每个符号看已经写出的符号，并通过交叉注意力看读到的内容。符号的位置由加在向量上的正弦和余弦给出，向量先乘以 √d。与论文一样，学习率先预热再下降，标签经过平滑，训练时使用丢弃。旁边是带加性注意力的循环编码器–解码器，用适合它的设置学同样的批次；目标是在留出的日期上，写得完全正确的不比它少。',
      look: '看最后一层的交叉注意力，一个头一个头地看：有的头正好找到此刻需要的符号。再切换到循环模型，与它的对齐比一比。',
      tries: [
        '把“位置”改为“无”：再也分不清哪个数字该在什么时候写。',
        '比较两条曲线，以及图例中每个模型每秒的步数：哪个用的步数少，哪个用的时间少？',
        '改为最初论文的做法，把归一化放在每一部分之后，并提高学习率：它还学得会吗？',
      ],
      runs: { transformer: 'Transformer', recurrent: 'RNN' },
      ...translationWords.zh,
    },
  },
};

export default entry;
