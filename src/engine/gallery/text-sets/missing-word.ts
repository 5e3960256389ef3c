import type { TextSet } from '../text-registry';

const set: TextSet = {
  id: 'missing',
  order: 20,
  name: { en: 'Missing word', zh: '缺了哪个词' },
  open: async (open) => {
    const { openMissingWord } = await import('../../data/missing-word');
    return openMissingWord(open);
  },
};

export default set;
