import type { Workload } from '../workload';
import { attentionClassifier } from './attention-classifier';
import { attentionForward } from './attention-forward';
import { bilstmAttention } from './bilstm-attention';
import { convolutional } from './convolutional';
import { matrixProduct } from './matrix-product';
import { transformer } from './transformer';

export const WORKLOADS: readonly Workload[] = [
  attentionClassifier,
  transformer,
  bilstmAttention,
  convolutional,
  matrixProduct,
  attentionForward,
];
