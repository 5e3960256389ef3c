import type { TextModel } from '../text-registry';

const WORD_DROPOUT = 0.3;

/**
 * Two dense layers over the mean of the word vectors; in training whole words are left out of the mean.
 * Source: Iyyer et al. 2015, Deep Unordered Composition Rivals Syntactic Methods for Text
 * Classification, sections 3 and 4.
 */
const model: TextModel = {
  id: 'deep-averaging',
  order: 75,
  name: { en: 'Deep averaging network', zh: '深度平均网络' },
  build: ({ vocabulary, classes, width, dropout }) => ({
    layers: [
      { layer: 'present', name: 'words', from: 'tokens', dropout: WORD_DROPOUT },
      {
        layer: 'embedding',
        name: 'embed',
        from: 'tokens',
        vocabulary,
        width,
        limit: 0.2,
        table: 'embedding.table',
      },
      { layer: 'meanPool', name: 'pool', from: ['embed', 'words'] },
      { layer: 'linear', name: 'deep1', from: 'pool', out: width, activation: 'relu', dropout },
      { layer: 'linear', name: 'deep2', from: 'deep1', out: width, activation: 'relu', dropout },
      { layer: 'linear', name: 'head', from: 'deep2', out: classes, as: 'logits', axis: 'K' },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  }),
};

export default model;
