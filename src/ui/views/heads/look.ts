import { lazy } from 'react';
import type { Look } from '../looks/entry';
import { headGroups } from './head-groups';

const look: Look = {
  id: 'heads',
  order: 60,
  words: {
    en: { title: 'Heads', help: 'What the model loses without each of its attention heads' },
    zh: { title: '注意力头', help: '去掉每一个注意力头，模型会损失多少' },
  },
  fits: (model) => model.data !== null && headGroups(model).length > 0,
  View: lazy(async () => ({ default: (await import('./heads-view')).HeadsView })),
};

export default look;
