import type { Dataset } from '../data/dataset';
import type { Language, SettingSpec } from '../experiment/schema';
import type { ExperimentWords, OpenFile, Settings } from './entry';

/** Pairs of a source and a target: a file in ./pair-sets. */
export interface PairSet {
  /** Differs from those of all other options of the translation experiments. */
  readonly id: string;
  /** Place among the sets; the first is the one to start with. */
  readonly order: number;
  readonly name: Readonly<Record<Language, string>>;
  /** With the fields `source`, i32[Tk], `previous` and `target`, i32[Tq], and how an answer is written. */
  readonly open: (open: OpenFile) => Promise<Dataset>;
}

/** Every set of pairs: a new one is a file in ./pair-sets. */
const PAIR_SETS: readonly PairSet[] = Object.values(
  import.meta.glob<PairSet>('./pair-sets/*.ts', { eager: true, import: 'default' }),
).sort((a, b) => a.order - b.order);

/** What the translation experiments translate. */
export const pairsSetting: SettingSpec = {
  kind: 'choice',
  key: 'pairs',
  group: 'data',
  options: PAIR_SETS.map(({ id }) => id),
  default: PAIR_SETS[0].id,
};

const names = (language: Language): Readonly<Record<string, string>> =>
  Object.fromEntries(PAIR_SETS.map(({ id, name }) => [id, name[language]]));

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
      ...names('en'),
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
      ...names('zh'),
      lstm: 'LSTM',
      gru: 'GRU',
      pre: '之前',
      post: '之后',
    },
  },
};

/** The data set that was chosen. */
export function openPairs(settings: Settings, open: OpenFile): Promise<Dataset> {
  const set = PAIR_SETS.find(({ id }) => id === settings.pairs) ?? PAIR_SETS[0];
  return set.open(open);
}
