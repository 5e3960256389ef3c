import type { ClassPicturesOptions } from '../../data/own-pictures';
import { imageClassifier } from '../../models/image-classifier';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

/** Maps of the two convolutions, and units of the dense layer. */
const SIZES: Readonly<Record<string, readonly [readonly number[], number]>> = {
  small: [[16, 32], 64],
  medium: [[32, 64], 128],
};

const entry: GalleryEntry = {
  id: 'own-pictures',
  group: 'own',
  order: 310,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  own: { kind: 'pictures', setting: 'data' },
  settings: [
    { kind: 'choice', key: 'data', group: 'data', options: ['sample', 'own'], default: 'sample' },
    {
      kind: 'choice',
      key: 'side',
      group: 'data',
      options: ['side16', 'side32'],
      default: 'side16',
    },
    { kind: 'toggle', key: 'variants', group: 'data', default: true },
    { kind: 'choice', key: 'size', group: 'model', options: ['small', 'medium'], default: 'small' },
    numberSetting('dropout', 'model', [0, 0.9, 0.05], 0.3),
    ...trainingSettings({ learningRate: 0.003, halfLife: 500, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings, open) => {
    const { classPictures, openOwnPictures } = await import('../../data/own-pictures');
    const { samplePictures } = await import('../../data/sample-pictures');
    const options: ClassPicturesOptions = {
      side: settings.side === 'side16' ? 16 : 32,
      variants: settings.variants === true,
    };
    const dataset =
      settings.data === 'own'
        ? await openOwnPictures(open, options)
        : classPictures(samplePictures(), options);
    const [maps, hidden] = SIZES[String(settings.size)];
    const model = imageClassifier({
      classes: dataset.classes.length,
      maps,
      hidden: [hidden],
      dropout: Number(settings.dropout),
    });
    return {
      dataset,
      runs: [{ id: 'cnn', model, training: trainingSpec(settings) }],
      focus: 'conv1.relu',
    };
  },
  sources: [
    {
      title: 'LeCun et al. 1998, Gradient-Based Learning Applied to Document Recognition',
      url: 'http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf',
    },
    {
      title:
        'Krizhevsky, Sutskever & Hinton 2012, ImageNet Classification with Deep Convolutional Neural Networks',
      url: 'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
    },
  ],
  words: {
    en: {
      title: 'Your own pictures',
      sentence: 'Cups and spoons, cats and dogs, thumbs up and down: any pictures in classes.',
      see: 'What the filters of a convolutional network find in your pictures, and how few of them are enough.',
      training: 'Trains here, on your own pictures, which never leave this computer.',
      intro:
        'Make two to ten classes, name them, and give each at least five pictures: from files, from a folder, or from the camera. Each picture becomes a square of 32×32 pixels. One picture in five of every class is held out; the rest, with mirrored, turned and moved variants, trains a small convolutional network. A method that always says the most frequent class is what it has to beat. Until there are pictures of yours, a hundred and twenty drawn patterns are there: stripes, dots and rings.',
      look: 'The maps of conv1.relu: each is the picture as one filter sees it. Which answer to edges, which to colours?',
      tries: [
        'Take twenty pictures each of two things from your desk, train, then show it a new picture.',
        'Photograph one class before a light wall and the other before a dark one: does the network learn the thing or the wall?',
        'Take the variants away and compare the held-out accuracy.',
      ],
      settings: {
        data: { label: 'Pictures', help: 'The sample, or your own classes.' },
        side: {
          label: 'Pixels',
          help: 'Rows and columns that the network reads. With 32×32 it sees more, and a step takes about four times as long.',
        },
        variants: {
          label: 'Variants',
          help: 'Whether training also has mirrored, turned, scaled and moved variants. Switch it off where left and right matter, as with letters.',
        },
        size: {
          label: 'Size',
          help: 'Maps of the two convolutions and units of the dense layer: 16, 32 and 64; or 32, 64 and 128.',
        },
      },
      options: {
        sample: 'Sample',
        own: 'Mine',
        side16: '16×16',
        side32: '32×32',
        small: 'Small',
        medium: 'Medium',
      },
    },
    zh: {
      title: '你自己的图片',
      sentence: '杯子和勺子、猫和狗、拇指朝上和朝下：任何分好类的图片。',
      see: '卷积网络的卷积核在你的图片里找到了什么，多少张图片就够用。',
      training: '就在这里用你自己的图片训练，图片不会离开这台电脑。',
      intro:
        '建立二到十个类别，起好名字，给每类至少五张图片：可以来自文件、文件夹或摄像头。每张图片都变成 32×32 像素的方块。每类留出五分之一用于验证，其余连同镜像、旋转、平移过的变体一起训练一个小型卷积网络。它要胜过的方法是：总说最常见的类别。在你放入图片之前，可以先用一百二十张画出来的图案：条纹、圆点和圆环。',
      look: '看 conv1.relu 的各张特征图：每张都是一个卷积核眼中的图片。哪些对边缘有反应，哪些对颜色有反应？',
      tries: [
        '给桌上的两样东西各拍二十张，训练，再给它看一张新图片。',
        '一类在浅色墙前拍，另一类在深色墙前拍：网络学到的是东西，还是墙？',
        '去掉变体，比较验证准确率。',
      ],
      settings: {
        data: { label: '图片', help: '样例，或你自己的类别。' },
        side: {
          label: '像素',
          help: '网络读取的行数和列数。32×32 看得更细，每一步大约要四倍的时间。',
        },
        variants: {
          label: '变体',
          help: '训练时是否加入镜像、旋转、缩放和平移过的图片。左右有别时（如字母）请关掉。',
        },
        size: {
          label: '规模',
          help: '两层卷积的特征图数和全连接层的单元数：16、32、64；或 32、64、128。',
        },
      },
      options: {
        sample: '样例',
        own: '我的图片',
        side16: '16×16',
        side32: '32×32',
        small: '小',
        medium: '中',
      },
      classes: { stripes: '条纹', dots: '圆点', rings: '圆环' },
    },
  },
};

export default entry;
