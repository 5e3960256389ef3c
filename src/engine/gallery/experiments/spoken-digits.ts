import { sequenceClassifier } from '../../models/sequence-classifier';
import type { GalleryEntry } from '../entry';
import { SOUND_POOL, soundOptions, soundSettings } from '../sound-settings';
import { trainingSpec } from '../training-settings';

const entry: GalleryEntry = {
  id: 'spoken-digits',
  group: 'pictures',
  order: 130,
  seed: 1,
  example: { kind: 'data', split: 'validation', index: 0 },
  goal: { measure: 'accuracy', run: 'attention', bar: 0.95 },
  goalSteps: 500,
  settings: soundSettings({ width: 32, dropout: 0.1, halfLife: 300 }),
  task: async (settings, open) => {
    const { openSpokenDigits } = await import('../../data/spoken-digits');
    const dataset = await openSpokenDigits(open, { framesPerStep: SOUND_POOL });
    const options = soundOptions(settings, dataset);
    const training = trainingSpec(settings);
    return {
      dataset,
      runs: [
        { id: 'attention', model: sequenceClassifier(options), training },
        { id: 'mean', model: sequenceClassifier({ ...options, layers: 0 }), training },
      ],
    };
  },
  sources: [
    {
      title: 'Waibel et al. 1989, Phoneme Recognition Using Time-Delay Neural Networks',
      url: 'https://doi.org/10.1109/29.21701',
    },
    {
      title:
        'Mohamed, Okhonko and Zettlemoyer 2019, Transformers with Convolutional Context for ASR',
      url: 'https://arxiv.org/abs/1904.11660',
    },
  ],
  words: {
    en: {
      title: 'Spoken digits',
      sentence: '“Seven”, said by a voice that the model has never heard. Say one yourself.',
      see: 'How a sound becomes a picture, and which moments of a word look at which.',
      training: 'Trains here, live, on 1,680 words from 84 synthetic voices.',
      intro:
        'Fifty times a second the sound is measured: the energy in each of 24 bands of pitch, as a logarithm, less the band’s mean. Two convolutions along time find short sounds in these frames, self-attention lets every moment of the word look at all others, and from the mean of the moments the ten digits are told apart. The voices come from a speech synthesiser; those that judge the model have other timbres than those it learns from. The same network without attention trains beside it.',
      look: 'The tensor “frames”: time runs down, pitch to the right. Hisses such as the s of “six” light up the right side, vowels make stripes on the left. Then the attention pattern: each row is one moment of the word, and says which moments it looks at.',
      tries: [
        'Record a digit of your own, or choose a sound file: what becomes of a real voice, where only synthetic ones were heard?',
        'Compare the two curves: what does attention add to the mean of what the convolutions have found?',
        'Choose a wider network or more heads, and see which heads look near by and which far away.',
      ],
      runs: { attention: 'with self-attention', mean: 'mean only' },
    },
    zh: {
      title: '听数字',
      sentence: '一个从没听过的嗓音念出“seven”，模型能听懂吗？你也来念一个。',
      see: '声音怎样变成一张图，词中的各个时刻又怎样互相注意。',
      training: '就在这里实时训练，用 84 种合成嗓音念的 1,680 个词。',
      intro:
        '声音每秒测量五十次：在 24 个频带中各取能量的对数，再减去该频带的平均值。两层沿时间的卷积在这些帧里找出短促的音，自注意力让词中的每个时刻看到其他所有时刻，最后由各时刻的平均分辨十个英文数字。嗓音都由语音合成器生成；检验模型所用的音色，训练时从未出现过。旁边同时训练着同一个网络，只是没有注意力。',
      look: '看张量“frames”：时间从上到下，音高从左到右。像“six”里 s 那样的擦音会点亮右侧，元音则在左侧形成条纹。再看注意力图：每一行是词中的一个时刻，表示它在看哪些时刻。',
      tries: [
        '录下你自己念的一个数字，或选择一个声音文件：模型只听过合成的嗓音，听真人会怎样？',
        '比较两条曲线：卷积找到的东西直接取平均，与先经过注意力相比，差多少？',
        '把网络加宽，或增加头数，看哪些头只看附近，哪些头看得远。',
      ],
      runs: { attention: '有自注意力', mean: '只取平均' },
    },
  },
};

export default entry;
