import type { Dataset } from '../data/dataset';
import type { TextClassifierOptions } from '../models/text-classifier';
import { ExperimentError } from '../tensor/errors';
import type { SettingSpec } from '../experiment/schema';
import type { Settings } from './entry';
import { numberSetting } from './number-setting';
import { batchSizeSetting, type OptimizerDefaults, optimizerSettings } from './training-settings';

/** Defaults that differ between the experiments that train a classifier. */
export interface ClassifierDefaults extends OptimizerDefaults {
  readonly batchSize: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly mlp: boolean;
  readonly layerNorm: boolean;
  readonly positions: 'none' | 'sinusoidal' | 'learned';
  readonly dropout: number;
  readonly wordDropout: number;
  readonly labelSmoothing: number;
  /** Layers may be 0 where the words are pooled by attention anyway. */
  readonly minLayers: number;
}

const MAX_LAYERS = 4;
const MAX_HEADS = 8;

/** The setup panel's controls for model and training. */
export function classifierSettings(d: ClassifierDefaults): SettingSpec[] {
  return [
    numberSetting('layers', 'model', [d.minLayers, MAX_LAYERS, 1], d.layers, { integer: true }),
    numberSetting('heads', 'model', [1, MAX_HEADS, 1], d.heads, { integer: true }),
    numberSetting('width', 'model', [8, 64, 8], d.width, { integer: true }),
    { kind: 'toggle', key: 'mlp', group: 'model', default: d.mlp },
    { kind: 'toggle', key: 'layerNorm', group: 'model', default: d.layerNorm },
    {
      kind: 'choice',
      key: 'positions',
      group: 'model',
      options: ['none', 'sinusoidal', 'learned'],
      default: d.positions,
    },
    {
      kind: 'choice',
      key: 'mask',
      group: 'model',
      options: ['padding', 'causal'],
      default: 'padding',
    },
    numberSetting('dropout', 'model', [0, 0.9, 0.05], d.dropout),
    numberSetting('wordDropout', 'model', [0, 0.9, 0.05], d.wordDropout),
    ...optimizerSettings(d),
    numberSetting('labelSmoothing', 'training', [0, 0.5, 0.01], d.labelSmoothing),
    batchSizeSetting(d.batchSize),
  ];
}

/** @throws ExperimentError when the width cannot be divided among the heads */
export function classifierOptions(
  settings: Settings,
  { vocabulary, classes, fields }: Dataset,
  { readout, embeddingLimit }: Pick<TextClassifierOptions, 'readout' | 'embeddingLimit'>,
): TextClassifierOptions {
  const width = Number(settings.width);
  const heads = Number(settings.heads);
  if (Number(settings.layers) > 0) requireHeads(width, heads);
  return {
    vocabulary: vocabulary.length,
    classes: classes.length,
    maxLength: fields.tokens.shape[0],
    width,
    heads,
    layers: Number(settings.layers),
    mlp: settings.mlp === true,
    layerNorm: settings.layerNorm === true,
    positions: settings.positions as TextClassifierOptions['positions'],
    mask: settings.mask === 'causal' ? 'causal' : 'padding',
    readout,
    embeddingLimit,
    dropout: Number(settings.dropout),
    wordDropout: Number(settings.wordDropout),
    labelSmoothing: Number(settings.labelSmoothing),
  };
}

/** @throws ExperimentError when the width cannot be divided among the heads */
export function requireHeads(width: number, heads: number): void {
  if (width % heads === 0) return;
  throw new ExperimentError(
    `A width of ${width} cannot be divided among ${heads} heads; choose a width that is a multiple of ${heads}.`,
  );
}
