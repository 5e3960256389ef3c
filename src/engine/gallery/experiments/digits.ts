import type { Dataset } from '../../data/dataset';
import { imageClassifier } from '../../models/image-classifier';
import type { ModelSpec } from '../../models/spec';
import type { GalleryEntry, OpenFile, Settings } from '../entry';
import { numberSetting } from '../number-setting';
import { remembering } from '../remembering';
import { trainingSettings, trainingSpec } from '../training-settings';

/** Maps of the two convolutions, and units of the dense layer. */
const SIZES: Readonly<Record<string, readonly [readonly number[], number]>> = {
  small: [[16, 32], 64],
  medium: [[32, 64], 128],
  // 3 → 32 → 64 → 512 → 10.
  large: [[32, 64], 512],
};

/** Larger pictures give the dense layer longer sums, which bear smaller steps only. */
const LARGE_RATE = 1 / 3;

const remember = remembering<Dataset>();

const entry: GalleryEntry = {
  id: 'digits',
  group: 'pictures',
  order: 90,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', bar: 0.97 },
  goalSteps: 3000,
  settings: [
    {
      kind: 'choice',
      key: 'pictures',
      group: 'data',
      options: ['digits8', 'digits28', 'shapes'],
      default: 'digits8',
    },
    {
      kind: 'toggle',
      key: 'variants',
      group: 'data',
      default: true,
      when: { pictures: ['digits8', 'digits28'] },
    },
    {
      kind: 'choice',
      key: 'size',
      group: 'model',
      options: ['small', 'medium', 'large'],
      default: 'medium',
    },
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0.4),
    ...trainingSettings({ learningRate: 0.003, halfLife: 500, weightDecay: 0, batchSize: 64 }),
  ],
  task: async (settings, open) => {
    const { pictures, variants } = settings;
    const dataset = await remember(`${pictures} ${variants}`, () => dataOf(settings, open));
    const model = digitModel(settings, dataset.classes.length);
    const given = trainingSpec(settings);
    const rate = pictures === 'digits8' ? 1 : LARGE_RATE;
    const training = { ...given, learningRate: given.learningRate * rate };
    return {
      dataset,
      runs: [{ id: 'cnn', model, training }],
      focus: 'conv1.relu',
    };
  },
  sources: [
    {
      title: 'LeCun et al. 1998, Gradient-Based Learning Applied to Document Recognition',
      url: 'http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf',
    },
    {
      title: 'Simard, Steinkraus and Platt 2003, Best Practices for Convolutional Neural Networks',
      url: 'https://doi.org/10.1109/ICDAR.2003.1227801',
    },
  ],
  words: {
    en: {
      title: 'Digits',
      sentence: 'Draw a digit of your own and watch a convolutional network read it.',
      see: 'What each 3×3 filter finds in a picture, and how two layers of filters become an answer.',
      training: 'Trains here, live, on 5,000 handwritten digits.',
      intro:
        'A convolution slides a window of 3×3 pixels over the picture and gives, at every place, how well the pixels there fit a learned filter; ReLU keeps what fits, and max pooling keeps the best of every 2×2 places. After two such rounds a dense layer tells the ten digits apart. The pictures are real handwriting from MNIST, made as small as 8×8, so that every number can be seen.',
      look: 'The maps of conv1.relu: each is the picture as one filter sees it. Some answer to upright strokes, others to the lower edge of a bow.',
      tries: [
        'Draw a digit of your own, then add strokes until the model changes its mind.',
        'Take the variants away: the training curve rises faster, the held-out one ends lower.',
        'Choose the coloured shapes, and drop in a picture of your own.',
      ],
      settings: {
        pictures: {
          label: 'Pictures',
          help: 'Handwritten digits in 8×8 or 28×28 pixels (of these there are fewer), or ten shapes in colour, 32×32. Larger pictures are trained with a third of the learning rate.',
        },
        variants: {
          label: 'Variants',
          help: 'Whether training also has turned, slanted, scaled and moved variants of the digits.',
        },
        size: {
          label: 'Size',
          help: 'Maps of the two convolutions and units of the dense layer: 16, 32 and 64; 32, 64 and 128; 32, 64 and 512. Larger pictures and models take longer for a step.',
        },
      },
      options: {
        digits8: '8×8',
        digits28: '28×28',
        shapes: 'Shapes',
        small: 'Small',
        medium: 'Medium',
        large: 'Large',
      },
    },
    zh: {
      title: '手写数字',
      sentence: '亲手写一个数字，看卷积网络怎样认出它。',
      see: '每个 3×3 卷积核在图中找到了什么，两层卷积又怎样得出答案。',
      training: '就在这里实时训练，用 5,000 个手写数字。',
      intro:
        '卷积让一个 3×3 的窗口滑过整张图，在每个位置算出那里的像素与学到的卷积核有多吻合；ReLU 留下吻合的部分，最大池化在每 2×2 个位置中只留最大的一个。这样做两轮之后，由全连接层分辨十个数字。图片是 MNIST 中真实的手写数字，缩小到 8×8，好让每个数都看得见。',
      look: '看 conv1.relu 的各张特征图：每张都是一个卷积核眼中的图片。有的只对竖笔画有反应，有的只对弧线的下缘有反应。',
      tries: [
        '自己写一个数字，再添几笔，直到模型改变主意。',
        '去掉变体：训练曲线升得更快，验证曲线却停在更低处。',
        '改用彩色图形，再拖入一张自己的图片。',
      ],
      settings: {
        pictures: {
          label: '图片',
          help: '8×8 或 28×28 像素的手写数字（后者数量较少），或十种 32×32 的彩色图形。图片较大时，学习率取三分之一。',
        },
        variants: {
          label: '变体',
          help: '训练时是否加入旋转、倾斜、缩放和平移过的数字。',
        },
        size: {
          label: '规模',
          help: '两层卷积的特征图数和全连接层的单元数：16、32、64；32、64、128；或 32、64、512。图片和模型越大，每一步越慢。',
        },
      },
      options: {
        digits8: '8×8',
        digits28: '28×28',
        shapes: '图形',
        small: '小',
        medium: '中',
        large: '大',
      },
      classes: {
        circle: '圆',
        ring: '圆环',
        square: '方块',
        frame: '方框',
        triangle: '三角形',
        diamond: '菱形',
        plus: '十字',
        star: '五角星',
        crescent: '月牙',
        hourglass: '沙漏',
      },
    },
  },
};

/** What tells the classes apart, with these settings. */
export function digitModel({ size, dropout }: Settings, classes: number): ModelSpec {
  const [maps, hidden] = SIZES[String(size)];
  return imageClassifier({ classes, maps, hidden: [hidden], dropout: Number(dropout) });
}

async function dataOf({ pictures, variants }: Settings, open: OpenFile) {
  if (pictures === 'shapes') {
    const { colouredShapes } = await import('../../data/coloured-shapes');
    return colouredShapes();
  }
  const { openDigits } = await import('../../data/digits');
  return openDigits(open, pictures === 'digits28' ? 'large' : 'small', variants === true);
}

export default entry;
