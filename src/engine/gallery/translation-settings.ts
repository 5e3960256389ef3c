import type { Dataset } from '../data/dataset';
import type { SettingSpec } from '../experiment/schema';
import type { ExperimentWords, OpenFile, Settings } from './entry';
import type { Language } from '../experiment/schema';

/** What the translation experiments translate. */
export const pairsSetting: SettingSpec = {
  kind: 'choice',
  key: 'pairs',
  group: 'data',
  options: ['dates', 'spelling', 'french', 'chinese'],
  default: 'dates',
};

/** With these the recurrent translators are trained unless somebody sets something else. */
export const RECURRENT = {
  cell: 'gru',
  hidden: 64,
  embedding: 32,
  dropout: 0,
  learningRate: 0.005,
  halfLife: 500,
  weightDecay: 0,
  batchSize: 64,
} as const;

/** What the settings of the translation experiments are called. */
export const translationWords: Readonly<
  Record<Language, Required<Pick<ExperimentWords, 'settings' | 'options'>>>
> = {
  en: {
    settings: {
      pairs: {
        label: 'Translate',
        help: 'Dates into year-month-day, English spelling into phonemes, or short English sentences into French or Chinese.',
      },
      cell: {
        label: 'Recurrent units',
        help: 'LSTM has a memory cell of its own; GRU has fewer gates.',
      },
      hidden: {
        label: 'Units',
        help: 'Numbers of the decoder’s state; the encoder has half as many in each direction.',
      },
      embedding: { label: 'Symbol width', help: 'Numbers per letter or word.' },
      normOrder: {
        label: 'Norm',
        help: 'Before each part, which trains more easily, or after it, as first published.',
      },
    },
    options: {
      dates: 'Dates → year-month-day',
      spelling: 'Spelling → sound',
      french: 'English → French',
      chinese: 'English → Chinese',
      lstm: 'LSTM',
      gru: 'GRU',
      pre: 'Before',
      post: 'After',
    },
  },
  zh: {
    settings: {
      pairs: {
        label: '翻译什么',
        help: '日期译成“年-月-日”，英语拼写译成音素，或把英语短句译成法语、汉语。',
      },
      cell: { label: '循环单元', help: 'LSTM 另有记忆单元；GRU 的门更少。' },
      hidden: { label: '单元数', help: '解码器状态的维数；编码器每个方向各占一半。' },
      embedding: { label: '符号向量宽度', help: '每个字母或词用几个数表示。' },
      normOrder: { label: '归一化', help: '放在每一部分之前更容易训练；最初的论文放在之后。' },
    },
    options: {
      dates: '日期 → 年-月-日',
      spelling: '拼写 → 发音',
      french: '英语 → 法语',
      chinese: '英语 → 汉语',
      lstm: 'LSTM',
      gru: 'GRU',
      pre: '之前',
      post: '之后',
    },
  },
};

/** The data set that was chosen. */
export async function openPairs(settings: Settings, open: OpenFile): Promise<Dataset> {
  switch (settings.pairs) {
    case 'spelling': {
      const { openSpelling } = await import('../data/spelling');
      return openSpelling(open);
    }
    case 'french':
    case 'chinese': {
      const { shortSentences } = await import('../data/short-sentences');
      return shortSentences(settings.pairs);
    }
    default: {
      const { dates } = await import('../data/dates');
      return dates();
    }
  }
}
