import type { Workload, WorkloadId } from '../workload';
import { attentionClassifier, type ClassifierSizes, classifierOf } from './attention-classifier';
import { attentionForward } from './attention-forward';
import { bilstmAttention } from './bilstm-attention';
import { convolutional } from './convolutional';
import { matrixProduct } from './matrix-product';
import { type TransformerSizes, transformer, transformerOf } from './transformer';

export const WORKLOADS: readonly Workload[] = [
  attentionClassifier,
  transformer,
  bilstmAttention,
  convolutional,
  matrixProduct,
  attentionForward,
];

/** A workload of the comparison, or a model of its kind in another size. */
export type Asked =
  | WorkloadId
  | { readonly transformer: TransformerSizes }
  | { readonly classifier: ClassifierSizes };

/** @throws Error when there is no such workload */
export function workloadOf(asked: Asked): Workload {
  if (typeof asked === 'object') {
    return 'transformer' in asked
      ? transformerOf(asked.transformer)
      : classifierOf(asked.classifier);
  }
  const workload = WORKLOADS.find((one) => one.id === asked);
  if (!workload) throw new Error(`There is no workload ${asked}.`);
  return workload;
}
