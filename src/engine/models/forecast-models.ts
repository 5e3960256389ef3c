import type { ModelSpec } from './spec';

export interface ForecastOptions {
  readonly window: number;
  readonly width: number;
}

/**
 * One learned query attends the window, each step of which is its value and its place as a vector; the
 * forecast is the mean of the values with these weights. Reads `series`, f32[B,T,1], and `target`,
 * f32[B,1].
 */
export function attentionForecast({ window, width }: ForecastOptions): ModelSpec {
  return {
    layers: [
      { layer: 'linear', name: 'steps', from: 'series', out: width, section: 'embedding' },
      {
        layer: 'positions',
        name: 'x',
        from: 'steps',
        kind: 'learned',
        maxLength: window,
        vectors: 'lags',
      },
      {
        layer: 'attentionMean',
        name: 'pool',
        from: ['x', 'series'],
        keys: 'lags',
        as: 'forecast',
      },
    ],
    loss: { kind: 'mse', from: 'pool', target: 'target' },
  };
}

/** An LSTM reads the window step by step; the forecast is read from its last state. Reads the same. */
export function recurrentForecast({ width }: ForecastOptions): ModelSpec {
  return {
    layers: [
      { layer: 'recurrent', name: 'states', from: 'series', kind: 'lstm', hidden: width },
      { layer: 'position', name: 'last', from: 'states', at: -1 },
      { layer: 'linear', name: 'head', from: 'last', out: 1, as: 'forecast' },
    ],
    loss: { kind: 'mse', from: 'head', target: 'target' },
  };
}
