import { lookup } from '../../models/lookup';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

/** Components of variance 1, for which Vaswani et al. reason (their footnote 4): U(±√3). */
const UNIT_VARIANCE = Math.sqrt(3);
/** Width of the vectors of letters and digits, whatever d is. */
const VECTORS = 32;

const entry: GalleryEntry = {
  id: 'which-axis',
  group: 'attention',
  order: 21,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', run: 'attention', bar: 0.99 },
  goalSteps: 300,
  settings: [
    numberSetting('width', 'model', [4, 512, 4], 128, { integer: true, scale: 'log' }),
    numberSetting('listLength', 'data', [4, 16, 1], 8, { integer: true }),
    numberSetting('queries', 'data', [1, 4, 1], 2, { integer: true }),
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 16 }),
  ],
  task: async (settings) => {
    const { KEY_COUNT, keyValues } = await import('../../data/key-values');
    const dataset = keyValues({
      length: Number(settings.listLength),
      queries: Number(settings.queries),
    });
    const common = {
      keys: KEY_COUNT,
      values: dataset.classes.length,
      width: VECTORS,
      headWidth: Number(settings.width),
      limit: UNIT_VARIANCE,
      entropy: true,
    };
    const training = trainingSpec(settings);
    return {
      dataset,
      runs: [
        { id: 'attention', model: lookup(common), training },
        { id: 'queries', model: lookup({ ...common, softmaxAxis: 'queries' }), training },
        { id: 'unscaled', model: lookup({ ...common, scaling: false }), training },
      ],
    };
  },
  sources: [
    {
      title: 'Vaswani et al. 2017, Attention Is All You Need, section 3.2.1',
      url: 'https://arxiv.org/abs/1706.03762',
    },
    {
      title: 'PyTorch documentation, torch.nn.functional.softmax',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html',
    },
  ],
  words: {
    en: {
      title: 'Which axis?',
      sentence:
        'Two slips that run without an error: softmax over the wrong axis, and no division by √d.',
      see: 'Right and wrong attention learn from the same batches, side by side; entropy and gradients tell why.',
      training: 'Three models train here, live, in lock step; some seconds.',
      intro:
        'The task is Lookup with two letters asked for at once. Three models of the same size start from the same weights. One is attention as it should be. One takes softmax over the queries instead of the keys, a mistake found in published tutorial code. One does not divide the scores by √d. None gives an error message, and all losses fall; but the wrong axis makes every key give away a weight of 1 whether it is wanted or not, and without √d the scores grow with √d until softmax is nearly one-hot at the very start.',
      look: 'Sums and entropy beside the pattern at step 0, where ln 8 = 2.08 nats would be even. Right attention starts at 1.6 nats whatever d is; without √d it is 1.1 nats at d = 4, 0.3 at 64 and 0.1 at 512. In the gradient view its scores get 4 % of what reaches the weights at d = 256, right attention’s 11 %.',
      tries: [
        'Choose the model over queries: the sums of its rows are not 1. They add up to the number of keys.',
        'Ask for one letter only: softmax over one query makes every weight 1, and the list cannot be read at all.',
        'Set d to 4: with or without √d, both learn alike. At 512 the one without √d still has less than half of the answers after 300 steps.',
      ],
      runs: { attention: 'Over keys, √d', queries: 'Over queries', unscaled: 'Without √d' },
      settings: {
        width: { label: 'Width d', help: 'Of queries and keys, and of all vectors.' },
        listLength: { label: 'Items in a list', help: 'Letters with a digit each.' },
        queries: { label: 'Letters asked for', help: 'Queries to the same list.' },
      },
    },
    zh: {
      title: '沿哪个轴？',
      sentence: '两个不会报错的失误：softmax 沿错了轴，以及忘了除以 √d。',
      see: '正确与错误的注意力用同样的批次并排训练；熵和梯度说明原因。',
      training: '三个模型在这里同步实时训练，几秒钟即可。',
      intro:
        '任务与“按键查值”相同，只是一次问两个字母。三个模型大小相同，从同样的权重出发：第一个是正确的注意力；第二个沿查询而不是沿键做 softmax，这是公开教程的代码里出现过的错误；第三个没有把分数除以 √d。三个都不报错，损失也都在下降。但是沿错了轴，每个键不管有没有被问到，都要分出总和为 1 的权重；不除以 √d，分数随 √d 增大，softmax 一开始就几乎是独热的。',
      look: '看第 0 步时注意力图旁边的行和与熵，完全平均时熵为 ln 8 = 2.08 奈特。无论 d 多大，正确的注意力都从 1.6 奈特开始；不除以 √d 时，d = 4 为 1.1 奈特，64 为 0.3，512 只有 0.1。在梯度视图里，d = 256 时它的分数只得到权重处梯度的 4 %，正确的注意力是 11 %。',
      tries: [
        '选择“沿查询”的模型：各行之和不是 1，加起来却等于键的个数。',
        '只问一个字母：沿仅有的一个查询做 softmax，所有权重都是 1，列表根本读不出来。',
        '把 d 设为 4：除不除以 √d，学得一样好。设为 512：不除以 √d 的模型训练 300 步之后仍答不对一半。',
      ],
      runs: { attention: '沿键，除以 √d', queries: '沿查询', unscaled: '不除以 √d' },
      settings: {
        width: { label: '维度 d', help: '查询和键的维度，也是所有向量的维度。' },
        listLength: { label: '列表长度', help: '每项是一个字母和一个数字。' },
        queries: { label: '一次问几个字母', help: '对同一个列表的查询个数。' },
      },
    },
  },
};

export default entry;
