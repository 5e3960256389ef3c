import { meanClassifier } from '../../models/mean-classifier';
import type { TextModel } from '../text-registry';

const model: TextModel = {
  id: 'mean',
  order: 70,
  name: { en: 'Mean of word vectors', zh: '词向量的平均' },
  build: meanClassifier,
};

export default model;
