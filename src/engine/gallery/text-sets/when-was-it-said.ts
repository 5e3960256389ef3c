import type { TextSet } from '../text-registry';

const set: TextSet = {
  id: 'when',
  order: 10,
  name: { en: 'When was it said?', zh: '这话是何时说的？' },
  classes: {
    'before 1865': '1865 年以前',
    '1865–1945': '1865–1945 年',
    'after 1945': '1945 年以后',
  },
  open: async (open) => {
    const { openWhenWasItSaid } = await import('../../data/when-was-it-said');
    return openWhenWasItSaid(open);
  },
};

export default set;
