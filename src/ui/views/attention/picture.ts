import type { ModelInfo, TensorInfo } from '../../../engine/session/client';
import { tensorInfo } from '../computation/shown';
import { gridOf, type PlaceGrid } from './grid-of';
import type { AttentionMap } from './maps';

/** The example's picture: f32[1,C,Y,X]. */
export function pictureOf(model: ModelInfo): TensorInfo | undefined {
  const { picture } = model.data ?? {};
  return picture && tensorInfo(model, picture.tensor);
}

/** The places of the picture that a layer's positions are; null where they are none. */
export function mapGrid(model: ModelInfo, map: AttentionMap): PlaceGrid | null {
  const picture = pictureOf(model);
  if (!picture || map.kind !== 'self') return null;
  const [height, width] = picture.shape.slice(-2);
  return gridOf(map.keys, height, width);
}

/** A gate over the places of the picture, f32[1,1,Y,X], where the model has one. */
export function pictureGate(model: ModelInfo): TensorInfo | undefined {
  if (!pictureOf(model)) return undefined;
  return model.tensors.find(
    ({ name, shape, axes, values, kind }) =>
      kind === 'activation' &&
      values === 'probability' &&
      /(^|\.)gate$/.test(name) &&
      axes.slice(-2).join() === 'Y,X' &&
      shape.length === 4 &&
      shape[1] === 1 &&
      shape[3] > 1,
  );
}
