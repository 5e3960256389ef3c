import { segmentModel } from '../../models/segment-models';
import { requireHeads } from '../classifier-settings';
import type { Dataset } from '../../data/dataset';
import type { GalleryEntry, OpenFile } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

async function openTexts(text: unknown, segment: number, open: OpenFile): Promise<Dataset> {
  if (text === 'mobyDick') {
    const { openCharactersInSegments } = await import('../../data/characters-in-segments');
    return openCharactersInSegments(open, segment);
  }
  const { lastCapital } = await import('../../data/last-capital');
  return lastCapital({ segment });
}

const entry: GalleryEntry = {
  id: 'long-memory',
  group: 'memory',
  order: 150,
  seed: 2,
  example: { kind: 'data', split: 'validation', index: 0 },
  // Of capitals, 47 % is what guessing leaves with segments alone, where the capital is out of sight;
  // three layers of memory have 86 % within reach.
  goal: { measure: 'accuracy', run: 'xl', bar: { run: 'plain' } },
  goalSteps: 600,
  settings: [
    {
      kind: 'choice',
      key: 'text',
      group: 'data',
      options: ['capitals', 'mobyDick'],
      default: 'capitals',
    },
    numberSetting('segment', 'data', [4, 16, 1], 8, { integer: true }),
    numberSetting('layers', 'model', [1, 4, 1], 3, { integer: true }),
    numberSetting('width', 'model', [8, 64, 8], 32, { integer: true }),
    numberSetting('heads', 'model', [1, 8, 1], 1, { integer: true }),
    numberSetting('dropout', 'model', [0, 0.5, 0.05], 0),
    ...trainingSettings({ learningRate: 0.003, halfLife: 0, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings, open) => {
    const segment = Number(settings.segment);
    const dataset = await openTexts(settings.text, segment, open);
    const width = Number(settings.width);
    const heads = Number(settings.heads);
    requireHeads(width, heads);
    const options = {
      vocabulary: dataset.vocabulary.length,
      classes: dataset.classes.length,
      width,
      heads,
      layers: Number(settings.layers),
      dropout: Number(settings.dropout),
    };
    const training = trainingSpec(settings);
    const xl = { segment, memory: true, keys: 'memory', hidden: 2 * width } as const;
    // For the same cost: segments of twice the length, so that a query has as many keys, and, as the
    // memory's keys and values are left out (2·C² multiplications for each symbol), hidden layers
    // that are C wider (as many). Only its distances reach further: (4·L − 1)·C in place of (3·L − 1)·C.
    const plain = {
      segment: 2 * segment,
      memory: false,
      keys: 'alone',
      hidden: 3 * width,
    } as const;
    const length = dataset.fields.tokens.shape[0];
    const full = { segment: length, memory: false, hidden: 2 * width } as const;
    return {
      dataset,
      runs: [
        { id: 'xl', model: segmentModel({ ...options, ...xl }), training },
        { id: 'plain', model: segmentModel({ ...options, ...plain }), training },
        { id: 'full', model: segmentModel({ ...options, ...full }), training },
      ],
    };
  },
  sources: [
    {
      title:
        'Dai et al. 2019, Transformer-XL: Attentive Language Models Beyond a Fixed-Length Context',
      url: 'https://arxiv.org/abs/1901.02860',
    },
    {
      title:
        'Khandelwal et al. 2018, Sharp Nearby, Fuzzy Far Away: How Neural Language Models Use Context',
      url: 'https://arxiv.org/abs/1805.04623',
    },
  ],
  words: {
    en: {
      title: 'Long memory',
      sentence:
        'Three Transformers read a text piece by piece. Only one keeps what it thought of the piece before.',
      see: 'How far back each of them can answer, step by step: where the plain Transformer’s knowledge ends, Transformer-XL goes on.',
      training: 'Three models train here in lock step, on the same batches.',
      intro:
        'A Transformer that reads long texts has to cut them into segments, and forgets everything at each cut. Transformer-XL keeps the states of the segment before as a memory: its next layer attends them too, but sends no gradient back into them. So each layer reaches one segment further, three layers three segments, although a query is never compared with more than two segments. In the text here a capital is given now and then, and every “?” asks which one came last. The plain model costs as much: its segments are twice as long, so that a query has as many keys, and its perceptrons are wider by what the memory’s keys and values cost. The third attends everything before it, at a price that grows with the square of the length.',
      look: 'The chart of accuracy by distance, once trained: the plain model can answer only where the capital stands in its own segment, so it sinks with every step and ends at guessing, one in eight. Transformer-XL is right two to three segments back, and only then sinks to guessing too. Then compare the attention weights over the whole text: blocks on the diagonal without memory, a band two segments wide with it, a full triangle for the third.',
      tries: [
        'Set one layer, and restart: how far back does Transformer-XL reach now? And with two?',
        'Set segments of 12: the texts grow with them. Which curves move, and how far?',
        'Choose “Moby-Dick letters”: now every next letter is asked for. The chart shows the loss by how many letters the plain model has before it in its segment; where a segment starts, it knows the last letter only, and Transformer-XL still knows the words before.',
      ],
      runs: { xl: 'Transformer-XL', plain: 'Segments alone', full: 'Whole text' },
      options: { capitals: 'Capitals', mobyDick: 'Moby-Dick letters' },
      settings: {
        text: {
          label: 'Text',
          help: 'Capitals to be remembered, or Moby-Dick, letter by letter. Of a held-out piece of it the first two segments are only read, so that everybody has something before what is asked.',
        },
        segment: {
          label: 'Segment',
          help: 'Symbols that Transformer-XL reads at once; twice as many for segments alone. A text has six of them.',
        },
        layers: { label: 'Layers', help: 'With memory, each reaches one segment further back.' },
        width: { label: 'Width', help: 'Numbers in each state and each symbol’s vector.' },
      },
    },
    zh: {
      title: '长记忆',
      sentence: '三个 Transformer 一段一段地读文本，其中只有一个会留住读上一段时的状态。',
      see: '它们各能答对多远之前的内容：普通 Transformer 到哪里就断了，Transformer-XL 又能多走多远。',
      training: '三个模型在这里同步训练，用的是同样的批次。',
      intro:
        'Transformer 读长文本时只能把它切成段，每切一刀，前面的内容就全忘了。Transformer-XL 把上一段的状态留作记忆：下一层也可以关注它们，但不向其中回传梯度。这样，每多一层就能多看到前面一段，三层就是三段，而每个查询始终只和两段内容作比较。这里的文本里偶尔会出现一个大写字母，每个“?”都在问：最近出现的大写字母是哪一个？为了让两者的计算量相当，普通模型的段长加倍，每个查询面对的键就一样多；它的感知机也更宽，正好抵上记忆部分的键和值所需的乘法。第三个模型可以关注前面的全部内容，代价随长度的平方增长。',
      look: '训练之后，先看准确率与距离的曲线：大写字母必须和问题在同一段里，普通模型才答得出，所以曲线一路下降，最后只能八选一地猜。Transformer-XL 能答对两三段以前的内容，再远才同样只能猜。再比较三个模型在整篇文本上的注意力权重：没有记忆的是对角线上的一个个方块，有记忆的是两段宽的带子，第三个模型则是整个三角形。',
      tries: [
        '只用一层，从头训练：Transformer-XL 现在能看多远？两层呢？',
        '把段长改成 12，文本也随之变长。哪些曲线变了，变了多少？',
        '选“《白鲸》的字母”：这回每个位置都要答下一个字母。图中是损失与上文长度的关系，上文指普通模型在自己段内能看到的字母；一段开头时它只知道前一个字母，Transformer-XL 却还知道前面的词。',
      ],
      runs: { xl: 'Transformer-XL', plain: '各段独立', full: '整篇' },
      options: { capitals: '大写字母', mobyDick: '《白鲸》的字母' },
      settings: {
        text: {
          label: '文本',
          help: '要记住的大写字母，或者逐个字母的《白鲸》。留出的每一段里，开头两个段只读不答，这样人人都有上文可看。',
        },
        segment: {
          label: '段长',
          help: 'Transformer-XL 一次读入的符号个数；“各段独立”的段长是它的两倍。每篇文本共六段。',
        },
        layers: { label: '层数', help: '有记忆时，每多一层就能多看到前面一段。' },
        width: { label: '宽度', help: '每个状态和每个符号向量的数字个数。' },
      },
    },
  },
};

export default entry;
