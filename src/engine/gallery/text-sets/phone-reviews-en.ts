import type { TextSet } from '../text-registry';

const set: TextSet = {
  id: 'reviews-en',
  order: 30,
  name: { en: 'Phone reviews, English', zh: '手机评论（英文）' },
  classes: { bad: '差评', mixed: '中评', good: '好评' },
  open: async () => {
    const { phoneReviews } = await import('../../data/phone-reviews');
    return phoneReviews({ language: 'en', negation: 0.35, noise: 0.02, negatedOnly: false });
  },
};

export default set;
