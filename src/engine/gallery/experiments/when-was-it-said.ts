import { textClassifier } from '../../models/text-classifier';
import { classifierOptions, classifierSettings } from '../classifier-settings';
import type { GalleryEntry } from '../entry';
import { trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'when-was-it-said',
  group: 'reading',
  order: 30,
  seed: 2,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', bar: 'baseline' },
  timed: true,
  goalSteps: 1000,
  settings: classifierSettings({
    width: 16,
    heads: 2,
    layers: 0,
    mlp: false,
    layerNorm: true,
    positions: 'none',
    dropout: 0.3,
    wordDropout: 0.3,
    labelSmoothing: 0.1,
    learningRate: 0.01,
    halfLife: 200,
    weightDecay: 0,
    batchSize: 64,
    minLayers: 0,
  }),
  task: async (settings, open) => {
    const { openWhenWasItSaid } = await import('../../data/when-was-it-said');
    const dataset = await openWhenWasItSaid(open);
    const use = { readout: 'pool', embeddingLimit: 0.05 } as const;
    const model = textClassifier(classifierOptions(settings, dataset, use));
    return { dataset, runs: [{ id: 'pooling', model, training: trainingSpec(settings) }] };
  },
  sources: [
    {
      title: 'Yang et al. 2016, Hierarchical Attention Networks for Document Classification',
      url: 'https://aclanthology.org/N16-1174/',
    },
  ],
  words: {
    en: {
      title: 'When was it said?',
      sentence:
        'A sentence from two centuries of State of the Union addresses: before 1865, up to 1945, or after?',
      see: 'Which words give a sentence’s age away, in the addresses and in sentences of your own.',
      training: 'Trains here, live, on thousands of real sentences.',
      intro:
        'Twelve thousand sentences of American presidents, a third from before 1865, a third up to 1945, a third later. Each word has a vector; one learned query attends the words, and their weighted mean is what the three classes are told apart by. Such a model can only weigh words, not their order, and its competitor is naive Bayes, which does the same by counting.',
      look: 'The bars under the words: long bars mark words that give the time away, such as “fiscal”, “democracy” or “treasury”.',
      tries: [
        'Type a sentence of your own and find the words that betray its age.',
        'Add a layer of self-attention and switch positions on: does the order of the words help?',
        'Take word dropout away and watch the training curve leave the validation curve behind.',
      ],
    },
    zh: {
      title: '何时说的？',
      sentence: '两百年美国国情咨文中的一句话：1865 年以前、1865–1945 年，还是之后？',
      see: '哪些词泄露了句子的年代：既看咨文里的句子，也看你自己写的句子。',
      training: '就在这里实时训练，用数千条真实句子。',
      intro:
        '一万二千句美国总统国情咨文中的句子：三分之一早于 1865 年，三分之一到 1945 年，三分之一在此之后。每个词有一个向量；一个学习得到的查询去注意这些词，加权平均就是区分三个类别的依据。这样的模型只能衡量词，不能看语序；它的对手是同样只数词的朴素贝叶斯。',
      look: '看词下面的横条：横条越长，这个词越能透露年代，例如“fiscal”“democracy”“treasury”。',
      tries: [
        '输入一句自己的话，找出暴露年代的词。',
        '加一层自注意力并打开位置：语序有没有帮助？',
        '去掉词丢弃，看训练曲线怎样离开验证曲线。',
      ],
      classes: {
        'before 1865': '1865 年以前',
        '1865–1945': '1865–1945 年',
        'after 1945': '1945 年以后',
      },
    },
  },
};

export default entry;
