import type { Dataset } from '../data/dataset';
import type { SettingSpec } from '../experiment/schema';
import { requireHeads } from './classifier-settings';
import type { Settings } from './entry';
import { numberSetting } from './number-setting';
import { trainingSettings } from './training-settings';

/** Frames that a filter of the first convolution sees. */
const KERNEL = 5;
/** How many places of the first convolution become one. */
export const SOUND_POOL = 2;

/** Defaults that differ between the experiments that listen. */
export interface SoundDefaults {
  readonly width: number;
  readonly dropout: number;
  readonly halfLife: number;
}

/** The setup panel's controls for models that listen, and their training. */
export function soundSettings({ width, dropout, halfLife }: SoundDefaults): SettingSpec[] {
  return [
    numberSetting('layers', 'model', [1, 3, 1], 1, { integer: true }),
    numberSetting('heads', 'model', [1, 8, 1], 2, { integer: true }),
    numberSetting('width', 'model', [8, 64, 8], width, { integer: true }),
    numberSetting('dropout', 'model', [0, 0.9, 0.05], dropout),
    ...trainingSettings({ learningRate: 0.003, halfLife, weightDecay: 0, batchSize: 32 }),
  ];
}

/** What the settings make of a model. @throws ExperimentError when the width cannot be divided among the heads */
export function soundOptions(settings: Settings, { classes, fields }: Dataset) {
  const width = Number(settings.width);
  const heads = Number(settings.heads);
  requireHeads(width, heads);
  return {
    classes: classes.length,
    maxLength: fields.frames.shape[0],
    kernel: KERNEL,
    pool: SOUND_POOL,
    width,
    heads,
    layers: Number(settings.layers),
    dropout: Number(settings.dropout),
  };
}
