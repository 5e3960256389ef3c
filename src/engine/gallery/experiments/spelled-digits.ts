import { sequenceSpeller } from '../../models/sequence-classifier';
import type { GalleryEntry } from '../entry';
import { SOUND_POOL, soundOptions, soundSettings } from '../sound-settings';
import { trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'spelled-digits',
  group: 'pictures',
  order: 131,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'exact', run: 'attention', bar: 0.9 },
  goalSteps: 900,
  settings: soundSettings({ width: 48, dropout: 0.25, halfLife: 500 }),
  task: async (settings, open) => {
    const { openSpelledDigits } = await import('../../data/spelled-digits');
    const dataset = await openSpelledDigits(open, { framesPerStep: SOUND_POOL });
    const options = soundOptions(settings, dataset);
    const training = trainingSpec(settings);
    return {
      dataset,
      runs: [
        { id: 'attention', model: sequenceSpeller(options), training },
        { id: 'none', model: sequenceSpeller({ ...options, layers: 0 }), training },
      ],
    };
  },
  sources: [
    {
      title: 'Graves et al. 2006, Connectionist Temporal Classification',
      url: 'https://doi.org/10.1145/1143844.1143891',
    },
  ],
  words: {
    en: {
      title: 'Spelling what is said',
      sentence:
        'A model hears “seven” and writes s-e-v-e-n, though nobody told it when each letter sounds.',
      see: 'How letters find their moments: blanks, then a letter, then blanks again.',
      training: 'Trains here, live, on 1,680 words from 84 synthetic voices.',
      intro:
        'The sound has some twenty steps, the word three to five letters, and where each letter belongs is not known. Connectionist temporal classification lets the model say a letter or a blank, “–”, at every step: repetitions are merged, blanks dropped, and the loss is minus the logarithm of the probability of all the ways that spell the word. Beside the network with self-attention trains one that has only convolutions, and sees a fifth of a second at a time.',
      look: 'The answers under the steps: after some dozens of steps they are all blank, then single letters come up. Where they come up is the model’s own choice.',
      tries: [
        'Step through the held-out words: which letters, such as the gh of “eight”, come when nothing like them sounds?',
        'Record a digit of your own and read what the model writes.',
        'Compare the curves: spelling a word takes knowing which word it is, so what does attention add?',
      ],
      runs: { attention: 'with self-attention', none: 'convolutions only' },
    },
    zh: {
      title: '听音拼写',
      sentence: '模型听到“seven”，就写出 s-e-v-e-n，虽然没有人告诉它每个字母在什么时候。',
      see: '字母怎样找到自己的时刻：先是空白，然后一个字母，又是空白。',
      training: '就在这里实时训练，用 84 种合成嗓音念的 1,680 个词。',
      intro:
        '声音大约有二十步，单词只有三到五个字母，而每个字母在哪一步是不知道的。连接时序分类（CTC）让模型在每一步说一个字母，或者说空白“–”：合并重复，去掉空白，能拼出这个词的所有写法的概率之和，取负对数，就是损失。旁边还训练一个只有卷积的网络，它每次只能听到五分之一秒。',
      look: '看各步下面的答案：训练几十步后全是空白，后来字母一个个冒出来。冒在哪一步，由模型自己决定。',
      tries: [
        '逐个翻看验证集里的词：像“eight”中的 gh 这样不发音的字母，会在什么时候出现？',
        '录下你自己念的一个数字，看模型写出什么。',
        '比较两条曲线：要拼对，先得知道是哪个词，那么注意力带来了什么？',
      ],
      runs: { attention: '有自注意力', none: '只有卷积' },
    },
  },
};

export default entry;
