import type { ValueKind } from '../../../engine/tensor/types';
import { probabilityEntry, signedEntry, textureOf } from './colours';
import type { Palette } from './palette';

/** Colour of a number that stays legible on its cell. */
export function inkOn(kind: ValueKind, x: number, max: number, palette: Palette): string {
  if (kind === 'mask' || kind === 'index' || textureOf(kind, x)) return palette.ink;
  const bright =
    kind === 'signed'
      ? palette.signed.bright[signedEntry(x, max)]
      : palette.probability.bright[probabilityEntry(x)];
  return bright ? palette.darkInk : palette.lightInk;
}
