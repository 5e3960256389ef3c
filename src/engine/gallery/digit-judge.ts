import { validateSettings } from '../experiment/settings';
import { weightsFromBase64 } from '../experiment/weights';
import type { JudgeSpec } from '../models/spec';
import type { OpenFile } from './entry';
import digits, { digitModel } from './experiments/digits';
import { readSnapshot, SNAPSHOTS } from './snapshot';

/**
 * The trained model of the experiment "Digits" at its defaults, to judge pictures of 8×8.
 * @param picture the tensor that it reads; `target` is the digit that this is to show
 * @throws InputError when the file is missing or holds no trained model
 */
export async function digitJudge(
  open: OpenFile,
  picture: string,
  classes: number,
): Promise<JudgeSpec> {
  const { weights } = readSnapshot(await open(`${SNAPSHOTS}/${digits.id}.json`));
  return {
    model: digitModel(validateSettings(digits.settings, {}), classes),
    weights: weightsFromBase64(weights),
    reads: { image: picture, target: 'target' },
    features: 'dense1',
  };
}
