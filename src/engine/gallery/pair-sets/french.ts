import type { PairSet } from '../translation-settings';

const set: PairSet = {
  id: 'french',
  order: 30,
  name: { en: 'English → French', zh: '英语 → 法语' },
  open: async () => {
    const { shortSentences } = await import('../../data/short-sentences');
    return shortSentences('french');
  },
};

export default set;
