import type { WhoDidWhatOptions } from '../../data/who-did-what';
import { textClassifier } from '../../models/text-classifier';
import { classifierOptions, classifierSettings } from '../classifier-settings';
import type { GalleryEntry } from '../entry';
import { trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'who-did-what',
  group: 'reading',
  order: 20,
  seed: 7,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', bar: 0.95 },
  timed: true,
  goalSteps: 600,
  settings: [
    {
      kind: 'choice',
      key: 'question',
      group: 'data',
      options: ['both', 'agent', 'object'],
      default: 'both',
    },
    { kind: 'toggle', key: 'passive', group: 'data', default: true },
    ...classifierSettings({
      width: 32,
      heads: 2,
      layers: 2,
      mlp: false,
      layerNorm: true,
      positions: 'learned',
      dropout: 0,
      wordDropout: 0,
      labelSmoothing: 0,
      learningRate: 0.003,
      halfLife: 0,
      weightDecay: 0,
      batchSize: 32,
      minLayers: 1,
    }),
  ],
  task: async (settings) => {
    const { whoDidWhat } = await import('../../data/who-did-what');
    const dataset = whoDidWhat({
      question: settings.question as WhoDidWhatOptions['question'],
      passive: settings.passive === true,
    });
    const use = { readout: 'first', embeddingLimit: 1 } as const;
    const model = textClassifier(classifierOptions(settings, dataset, use));
    return { dataset, runs: [{ id: 'transformer', model, training: trainingSpec(settings) }] };
  },
  sources: [
    {
      title: 'Vaswani et al. 2017, Attention Is All You Need',
      url: 'https://arxiv.org/abs/1706.03762',
    },
  ],
  words: {
    en: {
      title: 'Who did what?',
      sentence: '“The cat chased the dog near the river”: who chased, and who was chased?',
      see: 'A small model learning to look at the very word that was asked for, head by head.',
      training: 'Trains here, live, on sentences from a small grammar.',
      intro:
        'Each sentence begins with a question, “agent?” or “object?”, and the model has to answer with one of twelve animals. Adjectives, places and the passive voice move the animals about, so that no fixed position holds the answer: the model has to find out who did it. It is a Transformer encoder of two layers with two heads each, and answers from the vector of the question’s own word.',
      look: 'The row of the first word, “agent?”, in the pattern of layer 2: after some hundred steps it is dark everywhere except at the animal that is asked for.',
      tries: [
        'Type “the dog was chased by the cat” as your own sentence and see where the question looks.',
        'Switch “Positions” to none: who stands first can no longer be told, and accuracy stays low.',
        'Set the weight at the right animal to 0 in the pattern, and watch the prediction fall.',
      ],
    },
    zh: {
      title: '谁做了什么？',
      sentence: '“The cat chased the dog near the river”：谁在追，谁被追？',
      see: '一个小模型如何逐个注意力头地学会盯住被问到的那个词。',
      training: '就在这里实时训练，句子由一套小语法生成。',
      intro:
        '每个句子以一个问题开头：“agent?”（谁做的）或“object?”（对谁做的），模型要在十二种动物中选出答案。形容词、地点和被动语态把动物的位置打乱，所以答案不会总在同一个位置：模型必须弄清是谁做的。它是一个两层的 Transformer 编码器，每层两个头，从问题那个词的向量读出答案。',
      look: '看第 2 层注意力图中第一个词“agent?”那一行：训练几百步之后，除了被问到的动物，其他位置都接近 0。',
      tries: [
        '自己输入“the dog was chased by the cat”，看看问题词在看哪里。',
        '把“位置”改为“无”：先后次序再也分不清，准确率上不去。',
        '在注意力图里把正确动物处的权重改为 0，看预测怎样下降。',
      ],
    },
  },
};

export default entry;
