import type { PairSet } from '../translation-settings';

const set: PairSet = {
  id: 'dates',
  order: 10,
  name: { en: 'Dates → year-month-day', zh: '日期 → 年-月-日' },
  open: async () => {
    const { dates } = await import('../../data/dates');
    return dates();
  },
};

export default set;
