import { convolutionalClassifier } from '../../models/convolutional-classifier';
import type { TextModel } from '../text-registry';

/** Filters over three and over five words, as many of each as a word's vector has numbers. */
const model: TextModel = {
  id: 'cnn',
  order: 60,
  name: { en: 'CNN over words', zh: '词上的 CNN' },
  build: ({ width, ...options }) =>
    convolutionalClassifier({ ...options, width, kernels: [3, 5], filters: width }),
};

export default model;
