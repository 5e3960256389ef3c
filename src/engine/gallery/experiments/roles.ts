import { roleTagger } from '../../models/role-tagger';
import { ExperimentError } from '../../tensor/errors';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'roles',
  group: 'reading',
  order: 45,
  seed: 4,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', bar: 0.98 },
  goalSteps: 300,
  settings: [
    { kind: 'toggle', key: 'passive', group: 'data', default: true },
    { kind: 'toggle', key: 'twoVerbs', group: 'data', default: true },
    { kind: 'toggle', key: 'mark', group: 'model', default: true },
    { kind: 'toggle', key: 'bidirectional', group: 'model', default: true },
    numberSetting('heads', 'model', [0, 8, 1], 4, { integer: true }),
    numberSetting('width', 'model', [8, 64, 8], 32, { integer: true }),
    numberSetting('hidden', 'model', [8, 64, 8], 32, { integer: true }),
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0),
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings) => {
    const { roles } = await import('../../data/roles');
    const dataset = roles({
      passive: settings.passive === true,
      twoVerbs: settings.twoVerbs === true,
    });
    const hidden = Number(settings.hidden);
    const heads = Number(settings.heads);
    const bidirectional = settings.bidirectional === true;
    const wide = bidirectional ? 2 * hidden : hidden;
    if (heads > 0 && wide % heads !== 0) {
      throw new ExperimentError(
        `States of width ${wide} cannot be divided among ${heads} heads; choose a divisor of ${wide}.`,
      );
    }
    const model = roleTagger({
      vocabulary: dataset.vocabulary.length,
      classes: dataset.classes.length,
      width: Number(settings.width),
      hidden,
      bidirectional,
      heads,
      mark: settings.mark === true,
      dropout: Number(settings.dropout),
    });
    return { dataset, runs: [{ id: 'tagger', model, training: trainingSpec(settings) }] };
  },
  sources: [
    {
      title: 'Zhou & Xu 2015, End-to-end Learning of Semantic Role Labeling Using RNNs',
      url: 'https://aclanthology.org/P15-1109/',
    },
    {
      title: 'Tan et al. 2018, Deep Semantic Role Labeling with Self-Attention',
      url: 'https://arxiv.org/abs/1712.01586',
    },
    {
      title: 'Bahdanau, Cho & Bengio 2015, Neural Machine Translation by Jointly Learning to Align',
      url: 'https://arxiv.org/abs/1409.0473',
    },
  ],
  words: {
    en: {
      title: 'Who did what to whom',
      sentence:
        '“The nurse that was thanked by the king helped a boy at noon”: who helped, whom, where and when?',
      see: 'Semantic roles word by word: agent, predicate, patient, place and time of the one verb that is marked.',
      training: 'Trains here, live, on tagged sentences from a small grammar.',
      intro:
        'Semantic role labelling asks of one marked verb: who did it, to whom, where, when? The sentences come from a small grammar with active and passive voice, places and times in front and behind, clauses joined by “and”, and relative clauses, in which one noun has a role for two verbs. Each word has a vector, the marked verb one more; an LSTM reads the sentence both ways, and multi-head additive attention lets every word look at every other before its role is decided. Combinations of agent, verb and patient in the held-out sentences never occur in training. The goal is 98 % of all words right: since more than half of the words have a role, that can only be reached with a micro-averaged F1 over the roles (“other” left out) of at least 95 %.',
      look: 'The answers under the sentence: every word with its role, crossed out where it is wrong. Most come right within a hundred steps, nearly all within two hundred.',
      tries: [
        'In the column “mark” set the 1 to 0 and put it at the other verb: all roles change places.',
        'Switch the mark off: with two verbs nobody can know which one is meant, and accuracy stays low.',
        'Set heads to 0 and switch “Both directions” off: a word then knows only what stands before it, and about one in seven goes wrong. Now give the heads back: attention finds the words behind.',
      ],
      settings: {
        twoVerbs: {
          label: 'Two verbs',
          help: 'Two thirds of the sentences have a second clause, with roles of its own.',
        },
        mark: { label: 'Mark the verb', help: 'Adds a learned vector to the verb that is meant.' },
        bidirectional: {
          label: 'Both directions',
          help: 'A second LSTM reads the sentence from its end.',
        },
        hidden: { label: 'LSTM units', help: 'Per direction.' },
        heads: {
          label: 'Heads',
          help: 'Patterns of additive attention side by side; 0 leaves attention out.',
        },
      },
    },
    zh: {
      title: '谁对谁做了什么',
      sentence:
        '“The nurse that was thanked by the king helped a boy at noon”：谁帮了忙，帮了谁，在哪里，什么时候？',
      see: '逐词的语义角色：被标出的那个动词的施事、谓词、受事、地点和时间。',
      training: '就在这里实时训练，用小语法生成的带标注句子。',
      intro:
        '语义角色标注针对一个被标出的动词提问：谁做的，对谁做的，在哪里，什么时候？句子由一套小语法生成：有主动和被动，地点和时间可前可后，有用“and”连接的分句，还有定语从句，其中一个名词对两个动词各有一个角色。每个词有一个向量，被标出的动词再加一个；双向 LSTM 读完句子，多头加性注意力让每个词看一遍其他词，然后决定它的角色。留出句子中的（施事、动词、受事）组合从不在训练中出现。目标是全部词的 98 % 正确：因为一半以上的词都有角色，要达到它，各角色（不含“其他”）的微平均 F1 必然不低于 95 %。',
      look: '看句子下面的答案：每个词配一个角色，错的划去。一百步之内大多已对，两百步之内几乎全对。',
      tries: [
        '在“mark”那一列把 1 改为 0，再把 1 放到另一个动词上：所有角色随之改变。',
        '关掉标记：有两个动词时谁也不知道问的是哪一个，准确率上不去。',
        '把头数设为 0，再关掉“双向”：每个词只知道它前面的词，大约每七个错一个。再把头数调回来：注意力会找到后面的词。',
      ],
      settings: {
        twoVerbs: { label: '两个动词', help: '三分之二的句子有第二个分句，它有自己的角色。' },
        mark: { label: '标出动词', help: '给所问的动词加上一个学习得到的向量。' },
        bidirectional: { label: '双向', help: '第二个 LSTM 从句尾往回读。' },
        hidden: { label: 'LSTM 单元数', help: '每个方向。' },
        heads: { label: '头数', help: '并列的加性注意力图的数目；0 表示不用注意力。' },
      },
      classes: {
        agent: '施事',
        predicate: '谓词',
        patient: '受事',
        place: '地点',
        time: '时间',
        other: '其他',
      },
    },
  },
};

export default entry;
