import { lazy } from 'react';
import type { Look } from '../looks/entry';

const look: Look = {
  id: 'filters',
  order: 40,
  words: {
    en: { title: 'Filters', help: 'Kernels, feature maps, and what a place in them is made of' },
    zh: { title: '滤波器', help: '卷积核、特征图，以及其中一处由什么得来' },
  },
  fits: ({ stages, tensors }) =>
    stages.some(({ kind }) => kind === 'convolution') &&
    tensors.some(({ kind, axes }) => kind === 'parameter' && axes.slice(0, 2).join() === 'F,C'),
  View: lazy(async () => ({ default: (await import('./filters-view')).FiltersView })),
};

export default look;
