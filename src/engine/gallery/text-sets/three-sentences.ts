import type { TextSet } from '../text-registry';

const set: TextSet = {
  id: 'three',
  order: 60,
  name: { en: 'Three sentences', zh: '三个句子' },
  classes: { food: '饮食', travel: '旅行', sport: '运动' },
  open: async () => {
    const { threeSentences } = await import('../../data/sentence-classes');
    return threeSentences();
  },
};

export default set;
