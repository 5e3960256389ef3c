import { textClassifier } from '../../models/text-classifier';
import { classifierOptions, classifierSettings } from '../classifier-settings';
import type { GalleryEntry } from '../entry';
import { trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'own-texts',
  group: 'own',
  order: 300,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  own: { kind: 'texts', setting: 'data' },
  settings: [
    { kind: 'choice', key: 'data', group: 'data', options: ['sample', 'own'], default: 'sample' },
    ...classifierSettings({
      width: 32,
      heads: 2,
      layers: 1,
      mlp: false,
      layerNorm: true,
      positions: 'learned',
      dropout: 0.2,
      wordDropout: 0.1,
      labelSmoothing: 0,
      learningRate: 0.003,
      halfLife: 0,
      weightDecay: 0,
      batchSize: 32,
      minLayers: 0,
    }),
  ],
  task: async (settings, open) => {
    const { labelledTexts, openOwnTexts } = await import('../../data/own-texts');
    const { SAMPLE_TEXTS } = await import('../../data/sample-texts');
    const dataset =
      settings.data === 'own' ? await openOwnTexts(open) : labelledTexts(SAMPLE_TEXTS);
    const use = { readout: 'pool', embeddingLimit: 0.2 } as const;
    const model = textClassifier(classifierOptions(settings, dataset, use));
    return { dataset, runs: [{ id: 'transformer', model, training: trainingSpec(settings) }] };
  },
  sources: [
    {
      title: 'Vaswani et al. 2017, Attention Is All You Need',
      url: 'https://arxiv.org/abs/1706.03762',
    },
  ],
  words: {
    en: {
      title: 'Your own texts',
      sentence:
        'Reviews, mails, lines of poems: any texts that have a label, from a file of yours.',
      see: 'Which words a model goes by to tell your labels apart.',
      training: 'Trains here, on your own rows, which never leave this computer.',
      intro:
        'Load a CSV file with a text and a label in each row. One row in five of every label is held out; the rest trains a small Transformer encoder whose words are pooled by attention. Beside it stands naive Bayes, which only counts words, computed on the same rows. Until a file is loaded, sixty sample sentences are there: questions, statements and requests.',
      look: 'The bars under the words: they say which words the answer is read from.',
      tries: [
        'Load fifty rows of your own and compare with naive Bayes.',
        'Set the layers to 0: the model becomes a weighted bag of words.',
        'Look at a held-out text that is wrong, and find the words that misled it.',
      ],
      options: { sample: 'Sample', own: 'My file' },
      settings: { data: { label: 'Texts', help: 'The sample, or the rows of your own file.' } },
    },
    zh: {
      title: '你自己的文本',
      sentence: '评论、邮件、诗句：你文件里任何带标签的文本。',
      see: '模型凭哪些词区分你的标签。',
      training: '就在这里用你自己的数据训练，数据不会离开这台电脑。',
      intro:
        '载入一个 CSV 文件，每行一段文本和一个标签。每个标签留出五分之一用于验证，其余用来训练一个小型 Transformer 编码器，词由注意力汇聚。旁边是在同样数据上只数词的朴素贝叶斯。载入文件之前，可以先用六十个样例句子：问句、陈述和请求。',
      look: '看词下面的横条：它们说明答案是从哪些词读出来的。',
      tries: [
        '载入五十行自己的数据，与朴素贝叶斯比较。',
        '把层数设为 0：模型变成加权的词袋。',
        '找一段预测错误的验证文本，看是哪些词误导了它。',
      ],
      options: { sample: '样例', own: '我的文件' },
      settings: { data: { label: '文本', help: '样例，或你自己文件里的数据。' } },
    },
  },
};

export default entry;
