import { translator } from '../../models/translator';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';
import { openPairs, pairsSetting, RECURRENT, translationWords } from '../translation-settings';

const entry: GalleryEntry = {
  id: 'translation',
  group: 'writing',
  order: 60,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'exact', run: 'additive', bar: 0.98 },
  timed: true,
  goalSteps: 600,
  settings: [
    pairsSetting,
    {
      kind: 'choice',
      key: 'cell',
      group: 'model',
      options: ['lstm', 'gru'],
      default: RECURRENT.cell,
    },
    numberSetting('hidden', 'model', [16, 128, 16], RECURRENT.hidden, { integer: true }),
    numberSetting('embedding', 'model', [8, 64, 8], RECURRENT.embedding, { integer: true }),
    numberSetting('dropout', 'model', [0, 0.9, 0.05], RECURRENT.dropout),
    ...trainingSettings(RECURRENT),
  ],
  task: async (settings, open) => {
    const dataset = await openPairs(settings, open);
    const training = trainingSpec(settings);
    const run = (id: string, context: 'additive' | 'multiplicative' | 'last') => ({
      id,
      training,
      model: translator({
        vocabulary: dataset.vocabulary.length,
        classes: dataset.classes.length,
        cell: settings.cell === 'lstm' ? 'lstm' : 'gru',
        embedding: Number(settings.embedding),
        hidden: Number(settings.hidden),
        context,
        dropout: Number(settings.dropout),
      }),
    });
    return {
      dataset,
      runs: [
        run('additive', 'additive'),
        run('multiplicative', 'multiplicative'),
        run('none', 'last'),
      ],
      focus: 'context.pattern',
    };
  },
  sources: [
    {
      title: 'Sutskever, Vinyals & Le 2014, Sequence to Sequence Learning with Neural Networks',
      url: 'https://arxiv.org/abs/1409.3215',
    },
    {
      title:
        'Bahdanau, Cho & Bengio 2015, Neural Machine Translation by Jointly Learning to Align and Translate',
      url: 'https://arxiv.org/abs/1409.0473',
    },
    {
      title:
        'Luong, Pham & Manning 2015, Effective Approaches to Attention-based Neural Machine Translation',
      url: 'https://arxiv.org/abs/1508.04025',
    },
    {
      title: 'The CMU Pronouncing Dictionary',
      url: 'http://www.speech.cs.cmu.edu/cgi-bin/cmudict',
    },
  ],
  words: {
    en: {
      title: 'Translation with attention',
      sentence:
        '“3rd of May 1979” → 1979-05-03, letter by letter, and a map of where each digit comes from.',
      see: 'The alignment of what is written with what is read, learned without being told; and what happens without attention.',
      training: 'Trains here, live: three recurrent translators side by side, on the same batches.',
      intro:
        'One recurrent network reads, another writes. Without attention, all that was read has to pass through a single vector, the reader’s last state. With attention, the writer looks back at every state of the reader each time it writes, and weighs them by a small perceptron (additive) or by a product (multiplicative). While it learns, it is given the right symbols so far; afterwards it writes by itself, each symbol from its own earlier ones.',
      look: 'The pattern called “alignment”: each row is a symbol that is written, each column one that is read. The year is written first, from the end of the date.',
      tries: [
        'Type a date of your own, such as “Thursday 3 May 1979”, and press “Translate”.',
        'Show the model without attention: its curve stays far below, since one vector must hold everything.',
        'Translate English into French: “the black cat” becomes “le chat noir”, and the alignment crosses over.',
      ],
      runs: { additive: 'Additive', multiplicative: 'Multiplicative', none: 'Without attention' },
      ...translationWords.en,
    },
    zh: {
      title: '带注意力的翻译',
      sentence: '“3rd of May 1979” → 1979-05-03：逐个字母翻译，并画出每个数字从哪里来。',
      see: '模型无人指点就学会的对齐：写的每个符号对应读到的哪里；以及没有注意力时会怎样。',
      training: '就在这里实时训练：三个循环翻译模型，用同样的批次并排学习。',
      intro:
        '一个循环网络读，另一个写。没有注意力时，读到的一切都要挤进一个向量，即读者的最后状态。有了注意力，写的一方每写一个符号都会回头看读者的所有状态，用一个小感知机（加性）或乘积（乘性）来衡量它们。学习时，前面的符号按正确答案给它；学完之后它自己写，每个符号都接着自己先前写的往下写。',
      look: '看名为“对齐”的注意力图：每一行是写出的一个符号，每一列是读到的一个符号。最先写的是年份，它来自日期的末尾。',
      tries: [
        '输入一个自己的日期，例如“Thursday 3 May 1979”，再按“翻译”。',
        '切换到没有注意力的模型：它的曲线低得多，因为一个向量装不下所有内容。',
        '改为英语译法语：“the black cat”变成“le chat noir”，对齐在这里交叉。',
      ],
      runs: { additive: '加性', multiplicative: '乘性', none: '无注意力' },
      ...translationWords.zh,
    },
  },
};

export default entry;
