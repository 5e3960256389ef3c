import type { PairSet } from '../translation-settings';

const set: PairSet = {
  id: 'chinese',
  order: 40,
  name: { en: 'English → Chinese', zh: '英语 → 汉语' },
  open: async () => {
    const { shortSentences } = await import('../../data/short-sentences');
    return shortSentences('chinese');
  },
};

export default set;
