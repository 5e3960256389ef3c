import { oneHot } from '../../ops/one-hot';
import { reshape } from '../../ops/reshape';
import { sigmoid } from '../../ops/sigmoid';
import { upsample2d } from '../../ops/upsample2d';
import { block } from '../block';

interface OneHotSettings {
  readonly classes: number;
}

/** Classes as vectors with a single 1; zeros where none is known. `i32[B] → f32[B,K]` */
export const oneHotClass = block<OneHotSettings>([1, 1], ({ m, name, inputs: [x], settings }) => {
  m.section(name, 'embedding');
  // Shown, and to be changed: shares of several classes can be asked for, too.
  return oneHot(m.b, x, settings, { name, kind: 'probability' });
});

interface ToMapsSettings {
  /** How many maps, each as high as wide. */
  readonly maps: number;
}

/** Vectors as square maps. `f32[B,F·Y·Y] → f32[B,F,Y,Y]` */
export const toMaps = block<ToMapsSettings>([1, 1], ({ m, name, inputs: [x], settings }) => {
  const [batch, width] = x.type.shape;
  const side = Math.sqrt(width / settings.maps);
  const shape = [batch, settings.maps, side, side];
  return reshape(m.b, x, shape, { name, axes: ['B', 'F', 'Y', 'X'] });
});

interface UpsampleSettings {
  readonly factor: number;
}

/** Maps enlarged by repeating each place. `f32[B,F,Y,X] → f32[B,F,f·Y,f·X]` */
export const upsample = block<UpsampleSettings>([1, 1], ({ m, name, inputs: [x], settings }) =>
  upsample2d(m.b, x, settings, { name }),
);

/** A map as a picture with values from 0 to 1. `f32[B,1,Y,X] → same` */
export const pictureOf = block<object>([1, 1], ({ m, name, inputs: [x] }) =>
  sigmoid(m.b, x, { name, axes: ['B', 'C', 'Y', 'X'] }),
);
