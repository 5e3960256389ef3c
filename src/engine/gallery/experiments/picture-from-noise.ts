import type { Dataset } from '../../data/dataset';
import { pictureGenerator } from '../../models/picture-generator';
import type { JudgeSpec } from '../../models/spec';
import type { TrainingSpec } from '../../optim/training';
import { digitJudge } from '../digit-judge';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { remembering } from '../remembering';
import { batchSizeSetting } from '../training-settings';

/** How many numbers a picture is made from. */
const NOISE = 16;

const remember = remembering<{ readonly dataset: Dataset; readonly judge: JudgeSpec }>();

const entry: GalleryEntry = {
  id: 'picture-from-noise',
  group: 'pictures',
  order: 120,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', run: 'attention', bar: 0.8 },
  goalSteps: 600,
  settings: [
    numberSetting('maps', 'model', [8, 64, 8], 32, { integer: true }),
    numberSetting('learningRate', 'training', [1e-5, 1e-2, 1e-5], 0.001, { scale: 'log' }),
    numberSetting('halfLife', 'training', [0, 5000, 50], 300, { integer: true }),
    batchSizeSetting(32),
  ],
  task: async (settings, open) => {
    const { digitsAndNoise } = await import('../../data/digits-and-noise');
    const { dataset, judge } = await remember('', async () => {
      const data = await digitsAndNoise(open, NOISE);
      return { dataset: data, judge: await digitJudge(open, 'fake', data.classes.length) };
    });
    const options = {
      judge,
      classes: dataset.classes.length,
      side: dataset.fields.image.shape[1],
      maps: Number(settings.maps),
    };
    // No memory of gradients against an opponent that has changed since: β₁ = 0 as in the paper.
    const halfLife = Number(settings.halfLife);
    const training: TrainingSpec = {
      optimizer: 'adam',
      learningRate: Number(settings.learningRate),
      schedule: halfLife > 0 ? { kind: 'half-life', steps: halfLife } : { kind: 'constant' },
      beta1: 0,
      beta2: 0.9,
      batchSize: Number(settings.batchSize),
    };
    return {
      dataset,
      runs: [
        { id: 'attention', model: pictureGenerator({ ...options, attention: true }), training },
        { id: 'plain', model: pictureGenerator({ ...options, attention: false }), training },
      ],
      focus: ['attn.pattern', 'fake'],
    };
  },
  sources: [
    {
      title: 'Zhang et al. 2019, Self-Attention Generative Adversarial Networks',
      url: 'https://arxiv.org/abs/1805.08318',
    },
    {
      title: 'Goodfellow et al. 2014, Generative Adversarial Networks',
      url: 'https://arxiv.org/abs/1406.2661',
    },
    {
      title:
        'Heusel et al. 2017, GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium',
      url: 'https://arxiv.org/abs/1706.08500',
    },
    {
      title: 'Reed et al. 2016, Generative Adversarial Text to Image Synthesis',
      url: 'https://arxiv.org/abs/1605.05396',
    },
    {
      title: 'Miyato et al. 2018, Spectral Normalization for Generative Adversarial Networks',
      url: 'https://arxiv.org/abs/1802.05957',
    },
  ],
  words: {
    en: {
      title: 'Picture from noise',
      sentence: 'Ask for a digit, and a network draws one that nobody has ever written.',
      see: 'How two networks that work against each other learn to draw, and which pixel looks at which.',
      training:
        'Trains here, live: two generators, each with an opponent of its own, on 5,000 digits.',
      intro:
        'The generator turns 16 random numbers and the digit asked for into a picture of 8×8. The discriminator scores pictures and tries to tell real handwriting from what the generator draws, and from real handwriting that is called another digit; the generator tries to be scored like the real. Each step is a step of both. In one generator every place of the maps attends to all others, which is blended in with a weight γ that starts at 0; the other has convolutions alone. What comes of it is told by a judge: the trained model of the experiment “Digits”, which stays as it is and has no part in the drawing. The accuracy is the share of drawn pictures that it reads as the digit asked for; the Fréchet distance, to be chosen above the curve, compares what it finds in drawn and in real pictures. The loss is the sum of both players’ and does not have to fall: when one gets better, the other’s grows.',
      look: 'The picture at the top, while it trains: noise, then strokes, then digits. In attn.pattern each row is one of the 64 places: what it takes from all others.',
      tries: [
        'In noise change a number: another way to write the same digit. In asked put 0.5 on two digits: what lies between them?',
        'Click on a row of attn.pattern: does a place look at the stroke it belongs to, or at the paper?',
        'Multiply the learning rate by ten and watch the two players lose their balance.',
      ],
      runs: { attention: 'Self-attention', plain: 'Convolutions only' },
      settings: {
        maps: {
          label: 'Maps',
          help: 'How many maps the generator draws with; the discriminator grows with them.',
        },
      },
    },
    zh: {
      title: '从噪声到图片',
      sentence: '点名要一个数字，网络就画出一个从没有人写过的字迹。',
      see: '两个互相对抗的网络怎样学会画图，每个像素又在看哪些像素。',
      training: '就在这里实时训练：两个生成器，各有一个对手，用 5,000 个手写数字。',
      intro:
        '生成器把 16 个随机数和所要的数字变成一张 8×8 的图片。判别器给图片打分，努力把真实笔迹同生成器的作品分开，也同被说成别的数字的真实笔迹分开；生成器则努力得到和真实笔迹一样的分数。每一步双方同时前进。其中一个生成器的特征图里，每个位置都注意其他所有位置，结果乘以从 0 开始学习的权重 γ 再加进来；另一个只有卷积。画得怎样由一位评判来说：它是实验“手写数字”中训练好的模型，自身不再改变，也不参与画图。准确率是它把画出的图片认成所要数字的比例；弗雷歇距离（在曲线上方选择）比较它在画出的图片和真实图片中看到的东西。损失是双方之和，不必下降：一方变强，另一方的损失就会变大。',
      look: '训练时看最上面的图片：先是噪声，再是笔画，然后是数字。attn.pattern 的每一行是 64 个位置之一：它从其他各处取来多少。',
      tries: [
        '在 noise 中改一个数：同一个数字会换一种写法。再在 asked 中让两个数字各占 0.5：介于两者之间的会是什么？',
        '点击 attn.pattern 的一行：这个位置看的是自己所在的笔画，还是白纸？',
        '把学习率乘以十，看双方怎样失去平衡。',
      ],
      runs: { attention: '自注意力', plain: '只有卷积' },
      settings: {
        maps: {
          label: '特征图',
          help: '生成器用多少张特征图来画；判别器随之变大。',
        },
      },
    },
  },
};

export default entry;
