import type { TextChoice } from '../../data/characters';
import { languageModel } from '../../models/language-model';
import { requireHeads } from '../classifier-settings';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'language-model',
  group: 'writing',
  order: 80,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'loss', bar: 'baseline' },
  goalSteps: 4000,
  own: { kind: 'text', setting: 'language' },
  settings: [
    {
      kind: 'choice',
      key: 'language',
      group: 'data',
      options: ['english', 'chinese', 'own'],
      default: 'english',
    },
    numberSetting('window', 'data', [16, 256, 16], 64, { integer: true }),
    numberSetting('layers', 'model', [1, 12, 1], 2, { integer: true }),
    numberSetting('heads', 'model', [1, 12, 1], 4, { integer: true }),
    numberSetting('width', 'model', [16, 192, 16], 64, { integer: true }),
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0),
    ...trainingSettings({ learningRate: 0.003, halfLife: 1000, weightDecay: 0, batchSize: 16 }),
  ],
  task: async (settings, open) => {
    const { openCharacters } = await import('../../data/characters');
    const dataset = await openCharacters(open, {
      text: settings.language as TextChoice,
      length: Number(settings.window),
    });
    const width = Number(settings.width);
    const heads = Number(settings.heads);
    requireHeads(width, heads);
    const model = languageModel({
      vocabulary: dataset.vocabulary.length,
      maxLength: Number(settings.window),
      width,
      heads,
      layers: Number(settings.layers),
      dropout: Number(settings.dropout),
    });
    return { dataset, runs: [{ id: 'transformer', model, training: trainingSpec(settings) }] };
  },
  sources: [
    {
      title: 'Radford et al. 2018, Improving Language Understanding by Generative Pre-Training',
      url: 'https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf',
    },
    {
      title: 'Holtzman et al. 2020, The Curious Case of Neural Text Degeneration (top-p)',
      url: 'https://arxiv.org/abs/1904.09751',
    },
    {
      title: 'Fan, Lewis & Dauphin 2018, Hierarchical Neural Story Generation (top-k)',
      url: 'https://arxiv.org/abs/1805.04833',
    },
  ],
  words: {
    en: {
      title: 'Language model',
      sentence: 'A Transformer reads Moby-Dick letter by letter, and begins to write.',
      see: 'What each letter looks back at to guess the next, and what the model writes after a minute, and after five.',
      training:
        'Trains here, live, on 21 chapters of Moby-Dick, on 1,522 Tang poems, or on a text of yours.',
      intro:
        'A causal Transformer of two layers reads windows of 64 characters and says at every place how likely each character is to come next. Nothing else is asked of it, and words, spaces after commas and capitals after full stops come out of it all the same. Its competitor counts which character follows which two in the training text (a trigram model). Both are judged on chapters, or poems, that they have never read (of your own text, its last tenth), by the loss in nats per character.',
      look: 'Press “Write” before training, after 200 steps and after 1,000: noise, then word-like strings, then words. Then look through the heads of both layers: does one attend the character just before, another the last space?',
      tries: [
        'Write with temperature 0, 0.5 and 1.5 from the same beginning.',
        'Set Top-k to 1, then to 3: what does each draw from?',
        'Change to Chinese poems: does it learn where verses end before it learns what stands in them?',
      ],
      settings: {
        language: {
          label: 'Text',
          help: 'Herman Melville’s Moby-Dick in English, poems of the Tang dynasty in Chinese, or a text of your own.',
        },
        window: { label: 'Window', help: 'Characters that the model reads at once.' },
        width: { label: 'Width', help: 'Numbers per character.' },
      },
      options: { english: 'English', chinese: '中文', own: 'My text' },
    },
    zh: {
      title: '小小语言模型',
      sentence: '一个 Transformer 逐字读《白鲸》或唐诗，然后自己动笔。',
      see: '每个字符回头看哪里来猜下一个字符；训练一分钟、五分钟之后，模型各能写出什么。',
      training: '就在这里实时训练：《白鲸》的 21 章英文、1,522 首唐诗，或你自己的一篇文本。',
      intro:
        '一个两层的因果 Transformer 每次读 64 个字符，在每个位置给出下一个字符的概率。除此之外什么也没教它，它却自己学会了单词、逗号后的空格、句号后的大写。它的对手是三元模型：只统计训练文本中两个字符之后跟着什么。两者都在从未读过的章节（或诗；你自己的文本则是最后十分之一）上评判，损失以每字符多少奈特计。',
      look: '训练前、200 步后、1,000 步后各按一次“写”：先是乱码，再像单词，最后真是单词。然后逐个看两层的注意力头：有没有只看前一个字符的？有没有回头看上一个空格的？',
      tries: [
        '用同一个开头，把温度分别设为 0、0.5、1.5 来写。',
        '把 Top-k 设为 1，再设为 3：各是从什么里面抽取？',
        '换成唐诗：它是不是先学会在哪里断句，再学会句子里写什么？',
      ],
      settings: {
        language: { label: '文本', help: '梅尔维尔的英文小说《白鲸》、唐诗，或你自己的文本。' },
        window: { label: '窗口', help: '模型一次读多少个字符。' },
        width: { label: '宽度', help: '每个字符的数字个数。' },
      },
      options: { english: 'English', chinese: '中文', own: '我的文本' },
    },
  },
};

export default entry;
