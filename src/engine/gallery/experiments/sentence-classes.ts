import { recurrentClassifier } from '../../models/recurrent-classifier';
import type { Dataset } from '../../data/dataset';
import type { GalleryEntry, OpenFile } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

async function datasetOf(data: unknown, open: OpenFile): Promise<Dataset> {
  if (data === 'missing') {
    const { openMissingWord } = await import('../../data/missing-word');
    return openMissingWord(open);
  }
  const { openSentenceClasses, threeSentences } = await import('../../data/sentence-classes');
  return data === 'three' ? threeSentences() : openSentenceClasses(open);
}

const entry: GalleryEntry = {
  id: 'sentence-classes',
  group: 'reading',
  order: 32,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 49 },
  goal: { measure: 'accuracy', run: 'attention', bar: { run: 'mean' } },
  goalSteps: 400,
  settings: [
    {
      kind: 'choice',
      key: 'data',
      group: 'data',
      options: ['missing', 'period', 'three'],
      default: 'missing',
    },
    {
      kind: 'choice',
      key: 'kind',
      group: 'model',
      options: ['lstm', 'gru', 'rnn'],
      default: 'lstm',
    },
    { kind: 'toggle', key: 'bidirectional', group: 'model', default: true },
    numberSetting('width', 'model', [8, 64, 8], 64, { integer: true }),
    numberSetting('hidden', 'model', [8, 64, 8], 64, { integer: true }),
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0.3),
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings, open) => {
    const dataset = await datasetOf(settings.data, open);
    const model = (pooling: 'attention' | 'mean') =>
      recurrentClassifier({
        vocabulary: dataset.vocabulary.length,
        classes: dataset.classes.length,
        width: Number(settings.width),
        kind: settings.kind === 'gru' || settings.kind === 'rnn' ? settings.kind : 'lstm',
        hidden: Number(settings.hidden),
        bidirectional: settings.bidirectional === true,
        pooling,
        scoreWidth: 64,
        dense: 64,
        dropout: Number(settings.dropout),
        wordDropout: 0,
      });
    const all = trainingSpec(settings);
    // Of three sentences a batch holds each once: a step is an epoch.
    const training = { ...all, batchSize: Math.min(all.batchSize, dataset.train.count) };
    return {
      dataset,
      runs: [
        { id: 'attention', model: model('attention'), training },
        { id: 'mean', model: model('mean'), training },
      ],
    };
  },
  sources: [
    {
      title: 'Yang et al. 2016, Hierarchical Attention Networks for Document Classification',
      url: 'https://aclanthology.org/N16-1174/',
    },
    {
      title: 'Schuster & Paliwal 1997, Bidirectional Recurrent Neural Networks',
      url: 'https://doi.org/10.1109/78.650093',
    },
    {
      title: 'Hochreiter & Schmidhuber 1997, Long Short-Term Memory',
      url: 'https://doi.org/10.1162/neco.1997.9.8.1735',
    },
  ],
  words: {
    en: {
      title: 'Sentence classes',
      sentence:
        '“Congress has the power [?] declare war”: of, to or in? Two nets learn it side by side, one with attention and one without.',
      see: 'What attention adds to a recurrent net: the same BiLSTM twice, once with attention over its states, once with their mean.',
      training: 'Two models train here, live, on the same batches of thousands of real sentences.',
      intro:
        'The net of many a tutorial: word vectors (1000 words, 64 numbers each), a bidirectional LSTM, a pooling of its states into one vector, a dense layer, three classes. It stands here twice; the only difference is the pooling. The mean counts every word alike; attention learns which words count. The sentences come from the State of the Union addresses, with one “of”, “to” or “in” taken out, and the question is which. What decides that stands at the gap, and attention learns to look there, without being told, while the mean has to find it among all the other words. Other data can be chosen: when a sentence was said is betrayed by many words a little, and there attention and mean come out about even.',
      look: 'The bars under the words, before and after training: the weight moves to the gap and its neighbours. Then the two curves of accuracy: attention’s pulls ahead within two or three hundred steps.',
      tries: [
        'Choose the model with the mean: its words have no weights, and its accuracy lags behind.',
        'Set the data to “when it was said”: with many weak hints instead of one strong one, attention has no clear advantage.',
        'Set the data to “three sentences”: each step shows every sentence once, and after ten all three are right, for either model. Nothing has been understood: it is learned by heart.',
      ],
      runs: { attention: 'BiLSTM + attention', mean: 'BiLSTM + mean' },
      settings: {
        data: {
          label: 'Sentences',
          help: 'A gap to be filled; when a sentence was said; or three sentences to be learned by heart.',
        },
        kind: { label: 'Recurrent layer', help: 'What reads the words one after another.' },
        bidirectional: {
          label: 'Both directions',
          help: 'A second layer reads the sentence from its end.',
        },
        hidden: { label: 'Units', help: 'Of the recurrent layer, per direction.' },
      },
      options: {
        missing: 'Missing word',
        period: 'When it was said',
        three: 'Three sentences',
        lstm: 'LSTM',
        gru: 'GRU',
        rnn: 'RNN',
      },
    },
    zh: {
      title: '句子分类',
      sentence:
        '“Congress has the power [?] declare war”：空格处是 of、to 还是 in？两个网络并排学习，一个有注意力，一个没有。',
      see: '注意力给循环网络带来什么：同一个双向 LSTM 出现两次，一次用注意力汇总各个状态，一次取平均。',
      training: '两个模型就在这里用同样的批次实时训练，数据是数千条真实句子。',
      intro:
        '这是许多教程里的网络：词向量（1000 个词，每个 64 个数）、双向 LSTM、把各状态汇总成一个向量、一个全连接层、三个类别。这里它出现两次，差别只在汇总的方式：平均对每个词一视同仁，注意力则学习哪些词重要。句子来自美国国情咨文，其中一个“of”“to”或“in”被挖去，问题是缺了哪一个。决定答案的信息就在空格处，注意力无人指点也学会看那里，而取平均时，它混在所有其他词当中。也可以换别的数据：判断一句话是何时说的，要靠许多词各自透露的一点线索，这时注意力与平均不相上下。',
      look: '看词下面的横条，比较训练前后：权重移到空格和它的邻近词上。再看两条准确率曲线：两三百步之内，有注意力的就领先了。',
      tries: [
        '切换到取平均的模型：它的词没有权重，准确率也落在后面。',
        '把数据改为“何时说的”：线索多而弱，不是一处强线索，注意力没有明显的优势。',
        '把数据改为“三个句子”：每一步每个句子出现一次，十步之后两个模型都全对。这并不是理解，只是背了下来。',
      ],
      runs: { attention: '双向 LSTM + 注意力', mean: '双向 LSTM + 平均' },
      settings: {
        data: { label: '句子', help: '填空、判断何时说的，或者背下三个句子。' },
        kind: { label: '循环层', help: '逐词读句子的层。' },
        bidirectional: { label: '双向', help: '另一层从句尾往回读。' },
        hidden: { label: '单元数', help: '循环层每个方向的单元数。' },
      },
      options: {
        missing: '缺了哪个词',
        period: '何时说的',
        three: '三个句子',
        lstm: 'LSTM',
        gru: 'GRU',
        rnn: 'RNN',
      },
      classes: {
        food: '饮食',
        travel: '出行',
        sport: '体育',
        'before 1865': '1865 年以前',
        '1865–1945': '1865–1945 年',
        'after 1945': '1945 年以后',
      },
    },
  },
};

export default entry;
