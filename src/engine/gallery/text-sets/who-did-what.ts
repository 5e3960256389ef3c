import type { TextSet } from '../text-registry';

const set: TextSet = {
  id: 'who',
  order: 50,
  name: { en: 'Who did what?', zh: '谁做了什么？' },
  open: async () => {
    const { whoDidWhat } = await import('../../data/who-did-what');
    return whoDidWhat({ question: 'both', passive: true });
  },
};

export default set;
