import { lazy } from 'react';
import type { Look } from '../looks/entry';

const look: Look = {
  id: 'tensors',
  order: 0,
  words: {
    en: { title: 'Tensors', help: 'Every tensor of the example, in the order of the computation' },
    zh: { title: '张量', help: '这个例子的每个张量，按计算的先后排列' },
  },
  fits: () => true,
  View: lazy(async () => ({ default: (await import('./tensors-view')).TensorsView })),
};

export default look;
