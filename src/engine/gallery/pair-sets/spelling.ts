import type { PairSet } from '../translation-settings';

const set: PairSet = {
  id: 'spelling',
  order: 20,
  name: { en: 'Spelling → sound', zh: '拼写 → 发音' },
  open: async (open) => {
    const { openSpelling } = await import('../../data/spelling');
    return openSpelling(open);
  },
};

export default set;
