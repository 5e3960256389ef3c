/** How a model is trained, as data. */
export interface TrainingSpec {
  readonly optimizer: 'sgd' | 'adam';
  readonly learningRate: number;
  /** Steps in which the learning rate halves; 0 keeps it constant. */
  readonly halfLife: number;
  /** Of SGD; 0 is plain gradient descent. */
  readonly momentum: number;
  /** L2 penalty added to the gradient. */
  readonly weightDecay: number;
  /** Largest global gradient norm; 0 switches clipping off. */
  readonly clipNorm: number;
  readonly batchSize: number;
}
