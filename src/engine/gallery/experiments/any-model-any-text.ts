import type { Language, SettingSpec } from '../../experiment/schema';
import { ExperimentError } from '../../tensor/errors';
import type { ExperimentWords, GalleryEntry, Settings } from '../entry';
import { numberSetting } from '../number-setting';
import { TEXT_MODELS, TEXT_SETS, type TextModel } from '../text-registry';
import { trainingSettings, trainingSpec } from '../training-settings';

const NO_MODEL = 'none';
const MODELS = TEXT_MODELS.map(({ id }) => id);

/** Each control once, shown where one of the models that have it is chosen. */
function ownSettings(): SettingSpec[] {
  const specs = new Map(
    TEXT_MODELS.flatMap(({ settings = [] }) => settings.map((s) => [s.key, s])),
  );
  return [...specs].map(([key, spec]) => ({
    ...spec,
    when: {
      model: TEXT_MODELS.filter(({ settings }) => settings?.some((own) => own.key === key)).map(
        ({ id }) => id,
      ),
    },
  }));
}

/** @throws ExperimentError when there is none of that name */
function modelOf(id: unknown): TextModel {
  const model = TEXT_MODELS.find((one) => one.id === id);
  if (model) return model;
  throw new ExperimentError(`There is no model "${String(id)}". There are: ${MODELS.join(', ')}.`);
}

const defaultsOf = ({ settings = [] }: TextModel): Settings =>
  Object.fromEntries(settings.map((spec) => [spec.key, spec.default]));

/** What models and sets say of themselves, with the words of the experiment. */
function registered(
  language: Language,
): Pick<Required<ExperimentWords>, 'runs' | 'options' | 'settings' | 'classes'> {
  const names = (list: readonly Pick<TextModel, 'id' | 'name'>[]) =>
    Object.fromEntries(list.map(({ id, name }) => [id, name[language]]));
  const classes = language === 'zh' ? TEXT_SETS.map((set) => set.classes ?? {}) : [];
  return {
    runs: names(TEXT_MODELS),
    options: names([...TEXT_SETS, ...TEXT_MODELS]),
    settings: Object.assign({}, ...TEXT_MODELS.map(({ words }) => words?.[language] ?? {})),
    classes: Object.assign({}, ...classes),
  };
}

const [en, zh] = [registered('en'), registered('zh')];

const entry: GalleryEntry = {
  id: 'any-model-any-text',
  group: 'own',
  order: 320,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  own: { kind: 'texts', setting: 'data' },
  settings: [
    {
      kind: 'choice',
      key: 'data',
      group: 'data',
      options: TEXT_SETS.map(({ id }) => id),
      default: 'reviews-en',
    },
    { kind: 'choice', key: 'model', group: 'model', options: MODELS, default: 'transformer' },
    {
      kind: 'choice',
      key: 'beside',
      group: 'model',
      options: [NO_MODEL, ...MODELS],
      default: 'mean',
    },
    numberSetting('width', 'model', [8, 64, 8], 32, { integer: true }),
    ...ownSettings(),
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0.1),
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings, open) => {
    const set = TEXT_SETS.find(({ id }) => id === settings.data) ?? TEXT_SETS[0];
    const dataset = await set.open(open);
    const all = trainingSpec(settings);
    // Of three sentences a batch holds each once.
    const training = { ...all, batchSize: Math.min(all.batchSize, dataset.train.count) };
    const run = (model: TextModel, own: Settings) => ({
      id: model.id,
      training,
      model: model.build({
        vocabulary: dataset.vocabulary.length,
        classes: dataset.classes.length,
        maxLength: dataset.fields.tokens.shape[0],
        width: Number(settings.width),
        dropout: Number(settings.dropout),
        settings: own,
      }),
    });
    const first = modelOf(settings.model);
    const alone = settings.beside === NO_MODEL || settings.beside === first.id;
    const beside = alone ? undefined : modelOf(settings.beside);
    return {
      dataset,
      runs: [run(first, settings), ...(beside ? [run(beside, defaultsOf(beside))] : [])],
    };
  },
  sources: [
    {
      title: 'Kim 2014, Convolutional Neural Networks for Sentence Classification',
      url: 'https://aclanthology.org/D14-1181/',
    },
    {
      title: 'Yang et al. 2016, Hierarchical Attention Networks for Document Classification',
      url: 'https://aclanthology.org/N16-1174/',
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
      title: 'Mix your own',
      sentence: 'Any model on any texts: choose both, and a second model to race against.',
      see: 'Which kind of model suits which kind of text, on the same batches of the same data.',
      training: 'Trains here, live: the model you choose, and if you like another beside it.',
      intro:
        'Every set of texts of this page, your own file included, with every model that reads texts: a Transformer encoder, recurrent networks with and without attention, filters over a few words, and the mean of the word vectors, which knows nothing of their order. All of them get vectors of the same width and learn from the same batches, so that what differs is how they join the words.',
      look: 'The two curves of accuracy, and the dotted line of a simpler method where there is one. Then the steps per second of each model, in the legend: what is learned in fewer steps may take longer.',
      tries: [
        'Choose “Who did what?”: the mean of word vectors cannot tell agent and object apart. Which models can?',
        'Choose “When was it said?”: many words give it away a little. How much does the order of the words still add?',
        'Load a file of your own, and find the model that gets the most of your held-out texts right.',
      ],
      ...en,
      options: { ...en.options, [NO_MODEL]: 'None' },
      settings: {
        data: { label: 'Texts', help: 'What is read; “My file” are the rows of your own.' },
        model: { label: 'Model', help: 'What reads it.' },
        beside: {
          label: 'Beside it',
          help: 'A second model on the same batches, with controls of its own at their defaults.',
        },
        width: {
          label: 'Width',
          help: 'Numbers of a word’s vector, of a state of a recurrent network, and filters of each kind.',
        },
        ...en.settings,
      },
    },
    zh: {
      title: '自由搭配',
      sentence: '任何模型配任何文本：两样都由你选，还可以再选一个模型同场比试。',
      see: '在同样数据的同样批次上，哪种模型适合哪种文本。',
      training: '就在这里实时训练：你选的模型，愿意的话旁边再加一个。',
      intro:
        '本页所有的文本数据，包括你自己的文件，都可以配上任何一个读文本的模型：Transformer 编码器、带或不带注意力的循环网络、一次看几个词的卷积核，以及完全不管词序的词向量平均。它们的向量一样宽，学的是同样的批次，差别只在怎样把词联系起来。',
      look: '看两条准确率曲线，以及更简单的方法所达到的虚线（有的数据才有）。再看图例中每个模型每秒的步数：步数用得少的，花的时间未必短。',
      tries: [
        '选“谁做了什么？”：词向量的平均分不出施事和受事。哪些模型分得出？',
        '选“这话是何时说的？”：许多词各自透露一点线索。词序还能再添多少？',
        '载入你自己的文件，找出在留出文本上答对最多的模型。',
      ],
      ...zh,
      options: { ...zh.options, [NO_MODEL]: '无' },
      settings: {
        data: { label: '文本', help: '读什么；“我的文件”是你自己的数据。' },
        model: { label: '模型', help: '由谁来读。' },
        beside: {
          label: '旁边的模型',
          help: '用同样批次训练的第二个模型，它自己的设置都取默认值。',
        },
        width: { label: '宽度', help: '词向量、循环网络状态的维数，也是每种卷积核的个数。' },
        ...zh.settings,
      },
    },
  },
};

export default entry;
