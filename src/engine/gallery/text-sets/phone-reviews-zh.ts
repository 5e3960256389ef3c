import type { TextSet } from '../text-registry';

const set: TextSet = {
  id: 'reviews-zh',
  order: 40,
  name: { en: 'Phone reviews, Chinese', zh: '手机评论（中文）' },
  classes: { bad: '差评', mixed: '中评', good: '好评' },
  open: async () => {
    const { phoneReviews } = await import('../../data/phone-reviews');
    return phoneReviews({ language: 'zh', negation: 0.35, noise: 0.02, negatedOnly: false });
  },
};

export default set;
