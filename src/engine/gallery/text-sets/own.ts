import type { TextSet } from '../text-registry';

const set: TextSet = {
  id: 'own',
  order: 80,
  name: { en: 'My file', zh: '我的文件' },
  open: async (open) => {
    const { openOwnTexts } = await import('../../data/own-texts');
    return openOwnTexts(open);
  },
};

export default set;
