import { lookup } from '../../models/lookup';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'lookup',
  group: 'attention',
  order: 11,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', bar: 0.99 },
  goalSteps: 600,
  settings: [
    numberSetting('listLength', 'data', [4, 16, 1], 8, { integer: true }),
    numberSetting('width', 'model', [8, 64, 8], 32, { integer: true }),
    { kind: 'toggle', key: 'scaling', group: 'model', default: true },
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 64 }),
  ],
  task: async (settings) => {
    const { KEY_COUNT, keyValues } = await import('../../data/key-values');
    const dataset = keyValues({ length: Number(settings.listLength), queries: 1 });
    const model = lookup({
      keys: KEY_COUNT,
      values: dataset.classes.length,
      width: Number(settings.width),
      limit: 1,
      scaling: settings.scaling === true,
    });
    return { dataset, runs: [{ id: 'attention', model, training: trainingSpec(settings) }] };
  },
  sources: [
    {
      title: 'Vaswani et al. 2017, Attention Is All You Need',
      url: 'https://arxiv.org/abs/1706.03762',
    },
    {
      title: 'Graves, Wayne & Danihelka 2014, Neural Turing Machines',
      url: 'https://arxiv.org/abs/1410.5401',
    },
  ],
  words: {
    en: {
      title: 'Lookup',
      sentence: '“c=7 k=0 a=4 t=3 … a?”: one head of attention learns to find a value by its key.',
      see: 'What queries, keys and values are for: the query meets its key, and the value comes back.',
      training: 'Trains here, live, on random lists of letters with digits; some seconds.',
      intro:
        'A list gives each letter a digit, then one letter is asked for. The digits are drawn anew for every list, so that nothing can be learned by heart: the model has to look. Each item’s vector is the sum of one for its letter and one for its digit. One head of scaled dot-product attention turns the question into a query, the items into keys and values, and reads the answer from the weighted sum; it has no positions, no perceptron and no second layer.',
      look: 'The bars over the list: before training they say little, after some hundred steps one of them is nearly 1, at the letter that is asked for.',
      tries: [
        'Type a list of your own, such as “h=3 e=1 d=9 ? e”, and ask for another letter of it.',
        'Set the weight of the right item to 0 in the pattern: the answer is gone, for it came from there alone.',
        'Lists of 16 with a width of 8: it takes far longer until 26 letters keep apart in so few numbers.',
      ],
      settings: {
        listLength: { label: 'Items in a list', help: 'Letters with a digit each.' },
      },
    },
    zh: {
      title: '按键查值',
      sentence: '“c=7 k=0 a=4 t=3 … a?”：一个注意力头学会按键找到对应的值。',
      see: '查询、键和值各有什么用：查询遇到与它相配的键，取回那里的值。',
      training: '就在这里实时训练，数据是随机的“字母=数字”列表，几秒钟即可。',
      intro:
        '列表给每个字母配一个数字，然后问其中一个字母。每个列表的数字都重新抽取，靠死记硬背毫无用处：模型必须去查。每一项的向量是字母向量与数字向量之和。一个缩放点积注意力头把问题变成查询，把各项变成键和值，再从加权和读出答案；没有位置编码，没有多层感知机，也没有第二层。',
      look: '看列表各项的横条：训练之前看不出什么，几百步之后，被问到的那个字母的权重接近 1。',
      tries: [
        '自己输入一个列表，例如“h=3 e=1 d=9 ? e”，再换一个字母来问。',
        '在注意力图里把正确那一项的权重改为 0：答案随之消失，因为它只来自那里。',
        '列表长度取 16，维度取 8：要让 26 个字母在这么少的数里分得开，训练要久得多。',
      ],
      settings: { listLength: { label: '列表长度', help: '每项是一个字母和一个数字。' } },
    },
  },
};

export default entry;
