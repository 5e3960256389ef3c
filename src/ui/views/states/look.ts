import { lazy } from 'react';
import type { Look } from '../looks/entry';

const look: Look = {
  id: 'states',
  order: 30,
  words: {
    en: { title: 'States', help: 'Gates and states of a recurrent layer over time' },
    zh: { title: '状态', help: '循环层的门和状态随时间的变化' },
  },
  fits: ({ stages }) => stages.some(({ kind }) => kind === 'recurrent'),
  View: lazy(async () => ({ default: (await import('./states-view')).StatesView })),
};

export default look;
