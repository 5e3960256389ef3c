import { textClassifier } from '../../models/text-classifier';
import { classifierOptions, classifierSettings } from '../classifier-settings';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'phone-reviews',
  group: 'reading',
  order: 110,
  seed: 5,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', bar: 0.9 },
  goalSteps: 1200,
  settings: [
    { kind: 'choice', key: 'language', group: 'data', options: ['en', 'zh'], default: 'en' },
    numberSetting('negation', 'data', [0, 1, 0.05], 0.35),
    numberSetting('noise', 'data', [0, 0.5, 0.01], 0.02),
    { kind: 'toggle', key: 'negatedOnly', group: 'data', default: false },
    ...classifierSettings({
      width: 32,
      heads: 4,
      layers: 2,
      mlp: true,
      layerNorm: true,
      positions: 'learned',
      dropout: 0,
      wordDropout: 0,
      labelSmoothing: 0,
      learningRate: 0.004,
      halfLife: 0,
      weightDecay: 0,
      batchSize: 32,
      minLayers: 0,
    }),
  ],
  task: async (settings) => {
    const { phoneReviews } = await import('../../data/phone-reviews');
    const dataset = phoneReviews({
      language: settings.language === 'zh' ? 'zh' : 'en',
      negation: Number(settings.negation),
      noise: Number(settings.noise),
      negatedOnly: settings.negatedOnly === true,
    });
    const use = { readout: 'pool', embeddingLimit: 1 } as const;
    const model = textClassifier(classifierOptions(settings, dataset, use));
    return { dataset, runs: [{ id: 'transformer', model, training: trainingSpec(settings) }] };
  },
  sources: [
    {
      title: 'Pang, Lee & Vaithyanathan 2002, Thumbs up? Sentiment Classification',
      url: 'https://aclanthology.org/W02-1011/',
    },
    {
      title: 'Wiegand et al. 2010, A Survey on the Role of Negation in Sentiment Analysis',
      url: 'https://aclanthology.org/W10-3111/',
    },
    {
      title: 'Vaswani et al. 2017, Attention Is All You Need',
      url: 'https://arxiv.org/abs/1706.03762',
    },
  ],
  words: {
    en: {
      title: 'Phone reviews',
      sentence:
        '“The camera is anything but poor but the battery is not at all reliable”: good, mixed or bad?',
      see: 'How a Transformer encoder joins “not” with the word that it turns round, where a bag of words only sees that both are there.',
      training: 'Trains here, live and from scratch, on reviews from a documented grammar.',
      intro:
        'Short reviews of phones, each with a grade: bad, mixed or good. They are made by a grammar, so that the right grade is known for certain: each opinion counts +1 or −1, a negation turns it round, and the sign of the sum is the grade. It is not as easy as it looks: “not only good but also solid” is no negation, “I did not buy a case” says nothing of the phone, and some words are misspelt and cannot be read. A Transformer encoder of two layers reads the review; one learned query pools its words. Beside it stands a bag of words (logistic regression on word counts), which knows how often “not” and “good” occur, but not which belongs to which. The model starts from random numbers, not from one that has read other texts.',
      look: 'The curve of accuracy beside the dotted line, which is the bag of words: the encoder passes it after two to four hundred steps, once it begins to join words instead of counting them. Then the prediction of reviews with a “not” in them.',
      tries: [
        'Switch on “Only negated ones held out”: the bag of words falls by more than ten points, the trained encoder hardly.',
        'Set layers to 0: only the pooling is left, which weighs words without joining them, and accuracy stays close to the bag of words. With two layers but no positions it gets further, since much can be told from which words occur together, yet not to the goal.',
        'Type “the screen is good” and then “the screen is far from good”, and follow the prediction.',
      ],
      settings: {
        language: { label: 'Language', help: 'Of the reviews.' },
        negation: {
          label: 'Negated opinions',
          help: 'Share of the opinions that are turned round by “not”, “far from” and the like.',
        },
        noise: {
          label: 'Misspelt words',
          help: 'Share of the words with two letters changed about, which are read as unknown.',
        },
        negatedOnly: {
          label: 'Only negated ones held out',
          help: 'Judges the model, and the bag of words, by reviews with at least one negated opinion.',
        },
      },
      options: { en: 'English', zh: 'Chinese' },
    },
    zh: {
      title: '手机评论',
      sentence: '“相机谈不上差，但是电池一点也不可靠”：好评、中评还是差评？',
      see: 'Transformer 编码器怎样把“不”和被它否定的词连起来，而词袋只知道两个词都出现了。',
      training: '就在这里从零开始实时训练，评论由一套写明的语法生成。',
      intro:
        '简短的手机评论，各有一个等级：差、中、好。评论由语法生成，所以正确等级是确定的：每个看法计 +1 或 −1，遇到否定就反过来，总和的符号就是等级。这并不像看上去那么容易：“不但好，而且扎实”不是否定，“我没有买手机壳”与手机好坏无关，有些词还写错了，模型读不懂。两层的 Transformer 编码器读评论，一个学习得到的查询汇总各词。与它对比的是词袋（对词频做逻辑回归）：它知道“不”和“好”各出现几次，却不知道谁否定谁。模型从随机数开始训练，没有先读过别的文本。',
      look: '看准确率曲线和那条虚线，虚线就是词袋：两百到四百步之后编码器越过它，因为它开始把词联系起来，不再只是数词。再看含有“not”（中文是“不”）的评论预测得如何。',
      tries: [
        '打开“只用含否定的评论验证”：词袋的准确率下降十个百分点以上，训练好的编码器几乎不变。',
        '把层数设为 0：只剩下汇总，它只衡量各个词，不把词联系起来，准确率与词袋相近。恢复两层但不用位置，成绩会好一些，因为哪些词同时出现已能说明不少，但到不了目标。',
        '把语言换成中文，输入“屏幕好”，再输入“屏幕谈不上好”，看预测怎样变化。',
      ],
      settings: {
        language: { label: '语言', help: '评论所用的语言。' },
        negation: {
          label: '否定的比例',
          help: '有多少看法被“不”“谈不上”之类的词反过来。',
        },
        noise: {
          label: '错字的比例',
          help: '有多少词的字母或汉字前后颠倒；这样的词会被读作未知词。',
        },
        negatedOnly: {
          label: '只用含否定的评论验证',
          help: '只用至少含一处否定的评论来评判模型和词袋。',
        },
      },
      options: { en: '英文', zh: '中文' },
      classes: { bad: '差评', mixed: '中评', good: '好评' },
    },
  },
};

export default entry;
