import { attentionForecast, recurrentForecast } from '../../models/forecast-models';
import type { GalleryEntry } from '../entry';
import { numberSetting } from '../number-setting';
import { trainingSettings, trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'forecast',
  group: 'memory',
  order: 140,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'loss', run: 'attention', bar: 'baseline' },
  goalSteps: 1000,
  settings: [
    numberSetting('months', 'data', [12, 60, 1], 48, { integer: true }),
    numberSetting('horizon', 'data', [1, 12, 1], 1, { integer: true }),
    numberSetting('width', 'model', [8, 64, 8], 16, { integer: true }),
    ...trainingSettings({ learningRate: 0.01, halfLife: 500, weightDecay: 0, batchSize: 32 }),
  ],
  task: async (settings, open) => {
    const { openCarbonDioxide } = await import('../../data/carbon-dioxide');
    const window = Number(settings.months);
    const dataset = await openCarbonDioxide(open, { window, horizon: Number(settings.horizon) });
    const options = { window, width: Number(settings.width) };
    const training = trainingSpec(settings);
    return {
      dataset,
      runs: [
        { id: 'attention', model: attentionForecast(options), training },
        { id: 'lstm', model: recurrentForecast(options), training, focus: 'states.0.forward.h' },
      ],
      focus: 'pool.pattern',
    };
  },
  sources: [
    {
      title: 'Scripps CO2 Program, the Mauna Loa record',
      url: 'https://scrippsco2.ucsd.edu/',
    },
    {
      title: 'Yang et al. 2016, Hierarchical Attention Networks for Document Classification',
      url: 'https://aclanthology.org/N16-1174/',
    },
    {
      title:
        'Hyndman & Athanasopoulos 2021, Forecasting: Principles and Practice, section 5.2 (seasonal naïve method)',
      url: 'https://otexts.com/fpp3/simple-methods.html',
    },
  ],
  words: {
    en: {
      title: 'What comes next',
      sentence:
        'Carbon dioxide rises and falls with the seasons: from four years of it, what will the next month bring?',
      see: 'Which months back a forecast attends, and that it has found the year by itself.',
      training: 'Trains here, live, on 45 years of measurements from Mauna Loa.',
      intro:
        'Since every year is higher than any before, the concentration itself cannot be learned; how much it changes can. Attention turns each of the last 48 changes and its place into a vector, one learned query attends them, and the forecast is the mean of the changes with these weights. An LSTM reads the same months one by one. Both are judged on the months from 2010 on, beside a simple forecast that repeats the change of the same month a year before, which is attention with all its weight on one month. Errors are mean squared errors of the standardised change, which are those of the concentration too.',
      look: 'pool.pattern: its columns are lags in months. After a few hundred steps the weight gathers at −12, −24, −36 and −48 and their neighbours: the same season of earlier years. Averaging several years is what the simple forecast cannot do.',
      tries: [
        'Let it look 12 months back only: with one year to go by, can it do better than the simple forecast?',
        'Forecast 12 months ahead: the season no longer matters, the trend does. Which lags are attended now?',
        'Step through the held-out months: does the pattern stay where it is, though the season moves on?',
      ],
      runs: { attention: 'Attention', lstm: 'LSTM' },
      settings: {
        months: { label: 'Months to look at', help: 'How far back the models read.' },
        horizon: {
          label: 'Months ahead',
          help: 'From the last month known to the one that is forecast. The simple forecast repeats the change over the same months a year before.',
        },
        width: { label: 'Width', help: 'Numbers per month, and of the LSTM’s state.' },
      },
    },
    zh: {
      title: '接下来是多少',
      sentence: '二氧化碳随季节起伏：看过前四年，下个月会怎样？',
      see: '预测时注意到几个月之前，以及它怎样自己发现了“一年”这个周期。',
      training: '就在这里实时训练，数据是冒纳罗亚观测站四十五年的测量值。',
      intro:
        '浓度逐年升高，以后的值训练时从未见过，无法直接学习；变化量却可以。注意力模型把最近 48 个月的变化量连同位置各变成一个向量，由一个学习得到的查询去注意它们，用这些权重对变化量求平均，就是预测值。LSTM 则逐月读同样的数据。两者都在 2010 年以后的月份上评判，对照的是一种简单预测：照搬去年同月的变化量，相当于把全部权重放在一个月上的注意力。误差都是标准化变化量的均方误差，也就等于浓度的误差。',
      look: '看 pool.pattern：各列是向前数的月数。训练几百步之后，权重集中到 −12、−24、−36、−48 及其左右，也就是往年的同一季节。对多年取平均，正是简单预测做不到的。',
      tries: [
        '只让它看 12 个月：可参照的只有一年，它还能胜过简单预测吗？',
        '改为预测 12 个月之后：季节不再要紧，要紧的是趋势。这时它注意哪些月份？',
        '逐月翻看留出的样例：季节在变，注意力的位置变不变？',
      ],
      runs: { attention: '注意力', lstm: 'LSTM' },
      settings: {
        months: { label: '可看的月数', help: '模型往回读多远。' },
        horizon: {
          label: '提前几个月',
          help: '从最后一个已知月份到要预测的月份。简单预测照搬去年同样这几个月的变化量。',
        },
        width: { label: '宽度', help: '每个月以及 LSTM 状态的数字个数。' },
      },
    },
  },
};

export default entry;
