import type { Dataset } from '../../data/dataset';
import { pictureAttention } from '../../models/picture-attention';
import type { GalleryEntry, Run } from '../entry';
import { numberSetting } from '../number-setting';
import { remembering } from '../remembering';
import { trainingSettings, trainingSpec } from '../training-settings';

const remember = remembering<Dataset>();

/** Self-attention needs smaller steps than convolutions. */
const PATCH_RATE = 1 / 3;

const entry: GalleryEntry = {
  id: 'look-here',
  group: 'pictures',
  order: 100,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', run: 'spatial', bar: { run: 'plain' } },
  goalSteps: 2000,
  settings: [
    numberSetting('clutter', 'data', [0, 16, 1], 8, { integer: true }),
    {
      kind: 'choice',
      key: 'gateWindow',
      group: 'model',
      options: ['3', '5', '7', '9'],
      default: '7',
    },
    { kind: 'choice', key: 'patch', group: 'model', options: ['3', '4', '6', '8'], default: '4' },
    ...trainingSettings({ learningRate: 0.01, halfLife: 1000, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings) => {
    const { CLUTTERED_SIDE, clutteredShapes } = await import('../../data/cluttered-shapes');
    const clutter = Number(settings.clutter);
    const dataset = await remember(String(clutter), async () => clutteredShapes(clutter));
    const training = trainingSpec(settings);
    const slower = { ...training, learningRate: training.learningRate * PATCH_RATE };
    const options = {
      classes: dataset.classes.length,
      side: CLUTTERED_SIDE,
      maps: [8, 16],
      gateSize: Number(settings.gateWindow),
      reduction: 4,
      patch: Number(settings.patch),
      width: 32,
      heads: 4,
      layers: 2,
    } as const;
    const convolutional = (id: 'spatial' | 'plain' | 'channel'): Run => ({
      id,
      model: pictureAttention(id, options),
      training,
    });
    return {
      dataset,
      runs: [
        convolutional('spatial'),
        convolutional('plain'),
        convolutional('channel'),
        { id: 'patches', model: pictureAttention('patches', options), training: slower },
      ],
      focus: ['gate.gate', 'encoder.1.attn.pattern', 'conv2.relu'],
    };
  },
  sources: [
    {
      title: 'Woo et al. 2018, CBAM: Convolutional Block Attention Module',
      url: 'https://arxiv.org/abs/1807.06521',
    },
    {
      title: 'Dosovitskiy et al. 2021, An Image is Worth 16x16 Words',
      url: 'https://arxiv.org/abs/2010.11929',
    },
    {
      title: 'Mnih et al. 2014, Recurrent Models of Visual Attention',
      url: 'https://arxiv.org/abs/1406.6247',
    },
  ],
  words: {
    en: {
      title: 'Look here',
      sentence:
        'A small shape lies somewhere in the clutter: which one, and where does the network look?',
      see: 'A gate that learns, without being told where, to let through the part of a picture that matters.',
      training: 'Trains here, live: four networks on the same generated pictures.',
      intro:
        'One of six shapes lies somewhere among pieces of such shapes, so that a corner alone says little. Two convolutions look for features, and the mean over all places says which shape it is. The plain network counts every place alike. With spatial attention a gate between 0 and 1 weighs each place; with channel attention a gate weighs each feature. The fourth network cuts the maps of a first convolution into patches and lets them attend to one another. Nobody tells any of them where the shape lies.',
      look: 'The two pictures above the computation: the second is as bright as the gate is open. It begins grey everywhere; after some hundred steps the light falls on the shape.',
      tries: [
        'Set the clutter to 0: the plain network hardly needs a gate now.',
        'Narrow the gate’s window to 3: it sees too little around a place to tell a whole shape from a piece.',
        'In gate.gate set the open cells to 0 and watch the prediction fall apart.',
      ],
      runs: {
        spatial: 'Spatial gate',
        plain: 'Plain CNN',
        channel: 'Channel gate',
        patches: 'Patches',
      },
      settings: {
        clutter: {
          label: 'Clutter',
          help: 'How many pieces of other shapes, 4×4 pixels each, lie about.',
        },
        gateWindow: {
          label: 'Window of the spatial gate',
          help: 'Side of the window from which the gate of a place is computed, in cells of two pixels.',
        },
        patch: { label: 'Patch', help: 'Side of the patches of the self-attention, in pixels.' },
      },
    },
    zh: {
      title: '看这里',
      sentence: '杂乱的碎片中藏着一个小图形：是哪一个，网络又在看哪里？',
      see: '没有人告诉它位置，门却学会了只放行图中要紧的部分。',
      training: '就在这里实时训练：四个网络，同一批生成的图片。',
      intro:
        '六种图形之一落在图中某处，周围散布着这些图形的碎片，所以单凭一个角说明不了什么。两层卷积寻找特征，再对所有位置取平均来判断是哪种图形。普通网络对每个位置一视同仁；空间注意力用一个 0 到 1 之间的门衡量每个位置；通道注意力用门衡量每个特征；第四个网络把第一层卷积的特征图切成图块，让它们互相注意。没有人告诉它们图形在哪里。',
      look: '看计算上方的两张图：第二张的亮处就是门打开的地方。起初处处一样灰，训练几百步之后，光落在图形上。',
      tries: [
        '把碎片数设为 0：普通网络几乎不再需要门。',
        '把门的窗口缩到 3：它在一个位置周围看到的太少，分不清完整的图形和碎片。',
        '在 gate.gate 中把打开的格子改为 0，看预测怎样垮掉。',
      ],
      runs: {
        spatial: '空间门',
        plain: '普通卷积网络',
        channel: '通道门',
        patches: '图块',
      },
      settings: {
        clutter: { label: '碎片', help: '散布多少块其他图形的碎片，每块 4×4 像素。' },
        gateWindow: {
          label: '空间门的窗口',
          help: '计算一个位置的门时所看窗口的边长，每格两个像素。',
        },
        patch: { label: '图块', help: '自注意力所用图块的边长，单位为像素。' },
      },
      classes: {
        circle: '圆',
        square: '方块',
        triangle: '三角形',
        diamond: '菱形',
        plus: '十字',
        cross: '叉',
      },
    },
  },
};

export default entry;
