import { givenNumbers } from '../../data/given-numbers';
import type { Squashing } from '../../models/blocks/general-attention';
import { generalAttention } from '../../models/general-attention';
import type { GalleryEntry } from '../entry';

const WORDS = ['cat', 'dog', 'pig'];
const SIGMAS = ['identity', 'tanh', 'sigmoid', 'relu'] as const satisfies readonly Squashing[];

/** Small whole numbers, so that every score can be worked out in the head: 2, −1 and 0. */
const QUERY = [2, -1];
const KEYS = [1, 0, 0, 1, 1, 1];
const WEIGHTS = [1, 1];
const STATES = [1, 0, 0, 1, -1, 1];
const BIAS = [-1];
/** The context is asked to be the dog's state. */
const WANTED = [0, 1];

const entry: GalleryEntry = {
  id: 'formula-as-printed',
  order: 161,
  seed: 1,
  example: { kind: 'data', split: 'train', index: 0 },
  settings: [
    { kind: 'choice', key: 'sigma', group: 'model', options: SIGMAS, default: 'tanh' },
    { kind: 'toggle', key: 'target', group: 'model', default: true },
  ],
  task: async (settings) => {
    const target = settings.target === true;
    const sigma = SIGMAS.find((option) => option === settings.sigma) ?? 'tanh';
    const one = { shape: [1, 2], axes: ['1', 'D'] } as const;
    const words = { shape: [WORDS.length, 2], axes: ['Tk', 'D'] } as const;
    const dataset = givenNumbers(WORDS, {
      Q: { ...one, values: QUERY },
      K: { ...words, values: KEYS },
      V: { ...one, values: WEIGHTS },
      h: { ...words, values: STATES },
      b: { shape: [], axes: [], values: BIAS },
      ...(target ? { target: { ...one, values: WANTED } } : {}),
    });
    return { dataset, runs: [{ id: 'attention', model: generalAttention({ sigma, target }) }] };
  },
  sources: [
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
  ],
  words: {
    en: {
      title: 'Formula as printed',
      sentence:
        'αᵢ = softmax(σ(Q·Kᵢ + V·hᵢ + b)): the textbook’s attention, with a number for every letter.',
      see: 'What each letter of the general formula does to cat, dog and pig, and what σ changes.',
      training: 'Nothing is trained: three scores that one can work out in the head.',
      intro:
        'Textbooks print attention in a general form: a score for each word from the query and its key, Q·Kᵢ, and from its state, V·hᵢ, with a bias b; a function σ; softmax; and the states’ mean by these weights. Dot-product attention is this formula without V, b and σ. Here each letter is a small whole number, so that the scores of cat, dog and pig are 2, −1 and 0.',
      look: 'The scores 2, −1 and 0 become 0.96, −0.76 and 0 by tanh: the cat’s weight falls from 0.84 without σ to 0.64.',
      tries: [
        'Choose ReLU for σ: dog and pig get the same weight, and the dog’s score has no gradient.',
        'Choose the sigmoid: all weights lie close together, for scores between 0 and 1 cannot differ by more than 1.',
        'Change b from −1 to 5: without σ nothing happens to the weights, with tanh all become nearly equal.',
      ],
      settings: { sigma: { label: 'σ', help: 'What happens to a score ahead of the softmax.' } },
      options: { identity: 'None', tanh: 'tanh', sigmoid: 'Sigmoid', relu: 'ReLU' },
    },
    zh: {
      title: '照公式算一遍',
      sentence: 'αᵢ = softmax(σ(Q·Kᵢ + V·hᵢ + b))：教科书里的注意力，每个字母都代入数字。',
      see: '一般公式中的每个字母对“猫、狗、猪”各起什么作用，σ 又改变了什么。',
      training: '不需要训练：三个分数，心算就能得到。',
      intro:
        '教科书常把注意力写成一般形式：每个词的分数由查询与键的点积 Q·Kᵢ、状态项 V·hᵢ 和偏置 b 相加而成，经过函数 σ，再做 softmax，最后按这些权重对各状态求加权和。去掉 V、b 和 σ，剩下的就是点积注意力。这里每个字母都取很小的整数，所以猫、狗、猪的分数正好是 2、−1 和 0。',
      look: '分数 2、−1、0 经 tanh 变为 0.96、−0.76、0：猫的权重从不用 σ 时的 0.84 降到 0.64。',
      tries: [
        '把 σ 选为 ReLU：狗和猪的权重变得相同，狗的分数也不再有梯度。',
        '选 sigmoid：各权重靠得很近，因为 0 到 1 之间的分数相差不会超过 1。',
        '把 b 从 −1 改为 5：不用 σ 时权重毫无变化；用 tanh 时几乎变得相等。',
      ],
      settings: { sigma: { label: 'σ', help: '分数在 softmax 之前经过的函数。' } },
      options: { identity: '无', tanh: 'tanh', sigmoid: 'sigmoid', relu: 'ReLU' },
    },
  },
};

export default entry;
