import type { WhoDidWhatOptions } from '../../data/who-did-what';
import { convolutionalClassifier } from '../../models/convolutional-classifier';
import { meanClassifier } from '../../models/mean-classifier';
import { textClassifier } from '../../models/text-classifier';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'word-order',
  group: 'reading',
  order: 25,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', run: 'transformer', bar: 0.95 },
  goalSteps: 600,
  settings: [
    {
      kind: 'choice',
      key: 'question',
      group: 'data',
      options: ['agent', 'object', 'both'],
      default: 'agent',
    },
    { kind: 'toggle', key: 'passive', group: 'data', default: true },
    numberSetting('width', 'model', [8, 64, 8], 32, { integer: true }),
    numberSetting('kernel', 'model', [1, 7, 2], 3, { integer: true }),
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings) => {
    const { whoDidWhat } = await import('../../data/who-did-what');
    const dataset = whoDidWhat({
      question: settings.question as WhoDidWhatOptions['question'],
      passive: settings.passive === true,
    });
    const width = Number(settings.width);
    const each = {
      vocabulary: dataset.vocabulary.length,
      classes: dataset.classes.length,
      width,
      dropout: 0,
    };
    const transformer = textClassifier({
      ...each,
      maxLength: dataset.fields.tokens.shape[0],
      heads: 2,
      layers: 2,
      mlp: false,
      layerNorm: true,
      positions: 'learned',
      mask: 'padding',
      readout: 'first',
      embeddingLimit: 1,
      wordDropout: 0,
      labelSmoothing: 0,
    });
    const kernels = [Number(settings.kernel)];
    const training = trainingSpec(settings);
    return {
      dataset,
      runs: [
        { id: 'mean', model: meanClassifier(each), training },
        {
          id: 'cnn',
          model: convolutionalClassifier({ ...each, kernels, filters: width }),
          training,
        },
        { id: 'transformer', model: transformer, training },
      ],
    };
  },
  sources: [
    {
      title: 'Kim 2014, Convolutional Neural Networks for Sentence Classification',
      url: 'https://aclanthology.org/D14-1181/',
    },
    {
      title: 'Joulin et al. 2017, Bag of Tricks for Efficient Text Classification',
      url: 'https://aclanthology.org/E17-2068/',
    },
    {
      title: 'Vaswani et al. 2017, Attention Is All You Need',
      url: 'https://arxiv.org/abs/1706.03762',
    },
  ],
  words: {
    en: {
      title: 'Does order matter?',
      sentence:
        '“The dog chased the cat” or “the cat chased the dog”: the same words, another answer.',
      see: 'How much of a sentence three readers take in: its words, its windows of words, or all of it.',
      training: 'Three models train here in lock step, on the same batches.',
      intro:
        'Who did it? Both nouns are in the sentence either way, so that the answer lies in the order of the words alone. The first model takes the mean of the word vectors and knows nothing of order: it can only guess which of the two nouns is meant. The second has filters over a few words side by side, and keeps the largest answer of each: “dog chased” or “by the dog” is all that it needs. The third is a Transformer encoder, in which every word can look at every other.',
      look: 'The three curves of accuracy: filters and attention have every answer after two or three hundred steps. The mean stays below one in two, since it learns by heart who did what with whom, and in the held-out sentences others do.',
      tries: [
        'Set the filters to one word: order is lost to them, and they can only guess as well.',
        'Ask for both, agent or object: the question stands first, too far from the noun for any filter, and the filters are left at one in two. Attention joins them.',
        'Ask for both, and set the filters to seven words: in some sentences the question and the noun now meet in one window. In which?',
      ],
      runs: { mean: 'Mean', cnn: 'Filters', transformer: 'Transformer' },
      settings: {
        kernel: { label: 'Words per filter', help: 'How many words side by side a filter sees.' },
      },
    },
    zh: {
      title: '词序重要吗？',
      sentence: '“狗追猫”还是“猫追狗”：词一样，答案不一样。',
      see: '三种读法各能读到多少：只有词，几个词的窗口，还是整个句子。',
      training: '三个模型在这里同步训练，用的是同样的批次。',
      intro:
        '是谁做的？无论是谁，两个名词都在句子里，答案只在词序之中。第一个模型取词向量的平均，完全不知道顺序，只能在两个名词里猜一个。第二个模型用卷积核看相邻的几个词，每个核留下最大的响应：有“dog chased”或“by the dog”就够了。第三个是 Transformer 编码器，每个词都能看其他所有的词。',
      look: '看三条准确率曲线：两三百步之后，卷积核和注意力都能全部答对。平均却不到一半，因为它背下了训练句子里谁对谁做了什么，而留出的句子里是另一些组合。',
      tries: [
        '把卷积核改为只看一个词：它不再知道顺序，也只能猜。',
        '把“问题”改为两者都问：问题在句首，离名词太远，卷积核够不着，只能停在一半左右；注意力能把它们连起来。',
        '两者都问，再让卷积核看七个词：在有些句子里，问题和名词能落进同一个窗口了。是哪些句子？',
      ],
      runs: { mean: '平均', cnn: '卷积核', transformer: 'Transformer' },
      settings: {
        kernel: { label: '每个核看几个词', help: '一个卷积核同时看相邻的几个词。' },
      },
    },
  },
};

export default entry;
