import { givenNumbers } from '../../data/given-numbers';
import { givenAttention } from '../../models/given-attention';
import type { GalleryEntry } from '../entry';

/** cat, dog, pig as one-hot vectors: the smallest attention whose every number fits on a slide. */
const WORDS = ['cat', 'dog', 'pig'];
const WIDTH = 3;
const ONE_HOT = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** Each word's output is asked to be the next word's vector. */
const NEXT = [0, 1, 0, 0, 0, 1, 1, 0, 0];

const MASKS: Readonly<Record<string, readonly number[]>> = {
  none: [1, 1, 1, 1, 1, 1, 1, 1, 1],
  causal: [1, 0, 0, 1, 1, 0, 1, 1, 1],
  // The last word is padding: nobody may attend it.
  padding: [1, 1, 0, 1, 1, 0, 1, 1, 0],
};

const entry: GalleryEntry = {
  id: 'three-words',
  group: 'attention',
  order: 10,
  seed: 1,
  example: { kind: 'data', split: 'train', index: 0 },
  settings: [
    { kind: 'toggle', key: 'scaling', group: 'model', default: true },
    {
      kind: 'number',
      key: 'temperature',
      group: 'model',
      min: 0.05,
      max: 20,
      step: 0.05,
      integer: false,
      scale: 'log',
      default: 1,
    },
    {
      kind: 'choice',
      key: 'mask',
      group: 'model',
      options: ['none', 'causal', 'padding'],
      default: 'none',
    },
    {
      kind: 'choice',
      key: 'softmaxAxis',
      group: 'model',
      options: ['keys', 'queries'],
      default: 'keys',
    },
    { kind: 'toggle', key: 'target', group: 'model', default: true },
  ],
  task: async (settings) => {
    const target = settings.target === true;
    const square = { shape: [WORDS.length, WORDS.length], axes: ['Tq', 'Tk'] } as const;
    const rows = { shape: [WORDS.length, WIDTH], axes: ['Tk', 'D'] } as const;
    const queries = { shape: [WORDS.length, WIDTH], axes: ['Tq', 'D'] } as const;
    const model = givenAttention({
      scaling: settings.scaling === true,
      temperature: Number(settings.temperature),
      softmaxAxis: settings.softmaxAxis === 'queries' ? 'queries' : 'keys',
      target,
    });
    const dataset = givenNumbers(WORDS, {
      q: { ...queries, values: ONE_HOT },
      k: { ...rows, values: ONE_HOT },
      v: { ...rows, values: ONE_HOT },
      mask: { ...square, kind: 'mask', values: MASKS[String(settings.mask)] },
      ...(target ? { target: { ...queries, values: NEXT } } : {}),
    });
    return { dataset, runs: [{ id: 'attention', model }] };
  },
  sources: [
    {
      title: 'Vaswani et al. 2017, Attention Is All You Need',
      url: 'https://arxiv.org/abs/1706.03762',
    },
  ],
  words: {
    en: {
      title: 'Three words',
      sentence:
        'A cat, a dog and a pig look at one another, and every number of it is yours to change.',
      see: 'Scaled dot-product attention by hand: scores, scaling, mask, softmax, weighted sum, and the gradient of each.',
      training: 'Nothing is trained: small enough to check with a pencil.',
      intro:
        'Queries, keys and values of three words are given as one-hot vectors, so that every number of attention can be worked out by hand: scores, scaling, mask, softmax and the weighted sum. The output is compared with a target, which gives every number a gradient.',
      look: 'The pattern: each word looks at itself most, since its query matches its own key. The first row is 0.4711, 0.2645, 0.2645.',
      tries: [
        'Set one number of q to 3 and follow it through scores, pattern and output.',
        'Lower the temperature to 0.1: the pattern becomes nearly one-hot.',
        'Take softmax over queries instead of keys and look at the sums beside the rows.',
      ],
    },
    zh: {
      title: '三个词',
      sentence: '猫、狗、猪三个词互相注视，其中每个数字都由你来改。',
      see: '亲手算一遍缩放点积注意力：分数、缩放、掩码、softmax、加权求和，以及每一步的梯度。',
      training: '不需要训练：小到可以用笔验算。',
      intro:
        '三个词的查询、键和值都是独热向量，因此注意力的每个数都能用笔算出来：分数、缩放、掩码、softmax 和加权和。输出与目标比较，于是每个数都有梯度。',
      look: '看注意力图：每个词最看自己，因为它的查询与自己的键相同。第一行是 0.4711、0.2645、0.2645。',
      tries: [
        '把 q 中的一个数改为 3，跟着它走过分数、注意力图和输出。',
        '把温度降到 0.1：注意力图几乎变成独热。',
        '把 softmax 改为沿查询归一，看各行旁边的和。',
      ],
    },
  },
};

export default entry;
