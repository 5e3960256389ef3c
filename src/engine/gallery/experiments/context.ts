import { contextModel } from '../../models/context-models';
import type { ContextTask } from '../../data/context-tasks';
import { requireHeads } from '../classifier-settings';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const MODELS = ['rnn', 'lstm', 'gru', 'context', 'transformer'] as const;
/** Models without attention first show what the gradient reaches through time. */
const FOCUS: Readonly<Record<string, string>> = {
  rnn: 'embed',
  lstm: 'embed',
  gru: 'embed',
};

const entry: GalleryEntry = {
  id: 'context',
  group: 'memory',
  order: 50,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 12 },
  goal: { measure: 'accuracy', run: 'lstm', bar: 0.98 },
  goalSteps: 4000,
  settings: [
    {
      kind: 'choice',
      key: 'memoryTask',
      group: 'data',
      options: ['copy', 'reverse', 'brackets', 'adding'],
      default: 'copy',
    },
    numberSetting('distance', 'data', [5, 100, 1], 20, { integer: true }),
    numberSetting('width', 'model', [8, 64, 8], 32, { integer: true }),
    numberSetting('layers', 'model', [1, 4, 1], 2, { integer: true }),
    numberSetting('heads', 'model', [1, 8, 1], 2, { integer: true }),
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings) => {
    const { contextTasks } = await import('../../data/context-tasks');
    const dataset = contextTasks({
      task: settings.memoryTask as ContextTask,
      length: Number(settings.distance),
    });
    const width = Number(settings.width);
    const heads = Number(settings.heads);
    requireHeads(width, heads);
    const options = {
      vocabulary: dataset.vocabulary.length,
      classes: dataset.classes.length,
      maxLength: dataset.fields.tokens.shape[0],
      width,
      heads,
      layers: Number(settings.layers),
    };
    const training = trainingSpec(settings);
    const [first, ...others] = MODELS.map((id) => ({
      id,
      model: contextModel(id, options),
      training,
      ...(id in FOCUS ? { focus: FOCUS[id] } : {}),
    }));
    return { dataset, runs: [first, ...others] };
  },
  sources: [
    {
      title: 'Hochreiter & Schmidhuber 1997, Long Short-Term Memory',
      url: 'https://www.bioinf.jku.at/publications/older/2604.pdf',
    },
    {
      title:
        'Bengio, Simard & Frasconi 1994, Learning Long-Term Dependencies with Gradient Descent is Difficult',
      url: 'https://doi.org/10.1109/72.279181',
    },
    {
      title:
        'Luong, Pham & Manning 2015, Effective Approaches to Attention-based Neural Machine Translation',
      url: 'https://arxiv.org/abs/1508.04025',
    },
    {
      title: 'Arjovsky, Shah & Bengio 2016, Unitary Evolution Recurrent Neural Networks',
      url: 'https://arxiv.org/abs/1511.06464',
    },
  ],
  words: {
    en: {
      title: 'Context',
      sentence:
        'Four letters, a long pause, and then: which were they? Five models try to remember, side by side.',
      see: 'How far back an RNN, an LSTM, a GRU, an LSTM with attention and a Transformer can reach, distance by distance.',
      training: 'Five models train here in lock step, on the same batches.',
      intro:
        'Each sequence asks for something that stood a while ago. A recurrent network has to carry it through every step in between, in a state of fixed size; the gate of an LSTM or GRU can keep a number as it is, the plain RNN must squeeze it through tanh each time. The fourth model puts a context vector beside every state of its LSTM: the mean of the states so far, weighted by attention. The Transformer has nothing but attention. Both reach any distance in one step.',
      look: 'The chart of accuracy by distance. Then restart, switch to “Gradient” and read embed from its last row upwards: in the RNN the effect on the loss fades at each step back, to about a millionth at the letters, and the LSTM begins little better. After 100 steps the LSTM has learned to let it through, the RNN has not. Where there is attention it reaches the letters from the start.',
      tries: [
        'Raise the longest distance to 60: who still learns it, and how much later?',
        'Take the adding problem: only two of the digits matter. See what attends them.',
        'Take reverse: the last letter is asked for first. Which distances does the RNN learn?',
      ],
      runs: {
        rnn: 'RNN',
        lstm: 'LSTM',
        gru: 'GRU',
        context: 'LSTM + context',
        transformer: 'Transformer',
      },
      settings: {
        memoryTask: {
          label: 'Task',
          help: 'Copy: letters, a pause, the letters again. Reverse: the letters backwards. Brackets: which one closes at each “?”. Adding: the sum of the two digits with a star.',
        },
        distance: {
          label: 'Longest distance',
          help: 'Steps between what has to be remembered and where it is asked for.',
        },
        width: { label: 'Width', help: 'Numbers in each state and each word vector.' },
        layers: { label: 'Layers', help: 'Of the Transformer.' },
        heads: { label: 'Heads', help: 'Of the Transformer.' },
      },
      options: { copy: 'Copy', reverse: 'Reverse', brackets: 'Brackets', adding: 'Adding' },
    },
    zh: {
      title: '上下文',
      sentence: '四个字母，一段长长的停顿，然后问：刚才是哪几个？五个模型并排来记。',
      see: 'RNN、LSTM、GRU、带注意力的 LSTM 和 Transformer 各能记住多远之前的内容，按距离逐一比较。',
      training: '五个模型在这里同步训练，用的是同样的批次。',
      intro:
        '每个序列都会问起一段时间之前出现过的内容。循环网络必须用固定大小的状态，把它一步一步带过中间的所有位置：LSTM 和 GRU 的门可以让一个数原样保留，普通 RNN 每一步都要把它挤过 tanh。第四个模型在 LSTM 的每个状态旁拼接一个上下文向量，也就是用注意力对此前各状态加权平均。Transformer 则只有注意力。后两者无论多远，一步就能够到。',
      look: '先看准确率与距离的曲线。再从头开始，切换到“梯度”，从最后一行往上看 embed：在 RNN 里，对损失的影响每往回一步就减弱一些，到字母处只剩约百万分之一；LSTM 起初也好不了多少。训练 100 步之后，LSTM 学会了让它通过，RNN 仍然没有。有注意力的模型，从一开始就能传到字母那里。',
      tries: [
        '把最远距离调到 60：谁还学得会，要晚多少？',
        '换成加法任务：只有两个数字有用，看看谁注意到了它们。',
        '换成倒序任务：最后一个字母最先被问到。RNN 学会了哪些距离？',
      ],
      runs: {
        rnn: 'RNN',
        lstm: 'LSTM',
        gru: 'GRU',
        context: 'LSTM + 上下文',
        transformer: 'Transformer',
      },
      settings: {
        memoryTask: {
          label: '任务',
          help: '复制：先给字母，停顿之后再写一遍。倒序：把字母倒着写。括号：每个“?”处该闭合哪种括号。加法：求带星号的两个数字之和。',
        },
        distance: { label: '最远距离', help: '要记的内容与提问处之间相隔的步数。' },
        width: { label: '宽度', help: '每个状态和每个词向量的数字个数。' },
        layers: { label: '层数', help: '指 Transformer 的层数。' },
        heads: { label: '头数', help: '指 Transformer 的头数。' },
      },
      options: { copy: '复制', reverse: '倒序', brackets: '括号', adding: '加法' },
    },
  },
};

export default entry;
