import { lazy } from 'react';
import type { Look } from '../looks/entry';
import { attentionMaps } from './maps';
import { pictureGate } from './picture';

const look: Look = {
  id: 'attention',
  order: 20,
  words: {
    en: {
      title: 'Attention',
      help: 'Who attends whom: layers, heads, words, and how a weight arises',
    },
    zh: { title: '注意力', help: '谁注意谁：层、头、词语，以及一个权重如何得来' },
  },
  fits: (model) => attentionMaps(model).length > 0 || pictureGate(model) !== undefined,
  View: lazy(async () => ({ default: (await import('./attention-look')).AttentionLook })),
};

export default look;
