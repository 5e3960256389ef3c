import type { TextSet } from '../text-registry';

/** What stands in for a visitor's own texts until there are any. */
const set: TextSet = {
  id: 'sample',
  order: 70,
  name: { en: 'Sixty sample sentences', zh: '六十个样例句子' },
  open: async () => {
    const { labelledTexts } = await import('../../data/own-texts');
    const { SAMPLE_TEXTS } = await import('../../data/sample-texts');
    return labelledTexts(SAMPLE_TEXTS);
  },
};

export default set;
