import { lazy } from 'react';
import type { Look } from '../looks/entry';

const look: Look = {
  id: 'training',
  order: 70,
  words: {
    en: {
      title: 'Training',
      help: 'How the model came about: its mistakes, gradients, weights and attention over the steps',
    },
    zh: { title: '训练过程', help: '模型是怎样形成的：错误、梯度、权重和注意力随步数的变化' },
  },
  fits: ({ data }) => data !== null,
  View: lazy(async () => ({ default: (await import('./development-view')).DevelopmentView })),
};

export default look;
