import { lazy } from 'react';
import { tensorInfo } from '../computation/shown';
import type { Look } from '../looks/entry';

const look: Look = {
  id: 'decision',
  order: 50,
  words: {
    en: {
      title: 'Decision',
      help: 'What one prediction can be put down to, in ways that may disagree',
    },
    zh: { title: '决策', help: '一个预测可以归因于什么：几种可能互相矛盾的方法' },
  },
  fits: (model) =>
    (model.data?.classes.length ?? 0) > 0 &&
    tensorInfo(model, 'logits') !== undefined &&
    tensorInfo(model, 'probabilities') !== undefined,
  View: lazy(async () => ({ default: (await import('./decision-view')).DecisionView })),
};

export default look;
