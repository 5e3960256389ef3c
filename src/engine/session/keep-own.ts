import type { OwnPictureClass } from '../data/own-pictures';
import { OWN_PICTURES, OWN_TEXT, OWN_TEXTS } from '../data/own-paths';
import { HeedError } from '../tensor/errors';
import type { OwnPicturesInfo, OwnTextInfo, OwnTextsInfo } from './api';

/** Keeps a visitor's own data under a path; `undefined` removes it. */
export type Keep = (path: string, value: unknown) => Promise<void>;

/** Keeps the rows of a CSV file, or removes them (null). @throws InputError saying what is wrong with it */
export async function keepTexts(keep: Keep, file: Uint8Array | null): Promise<OwnTextsInfo> {
  if (file === null) {
    await keep(OWN_TEXTS, undefined);
    return { rows: 0, labels: [] };
  }
  const { decodeText, parseLabelledTexts } = await import('../data/csv');
  const rows = parseLabelledTexts(decodeText(file));
  await keep(OWN_TEXTS, rows);
  return { rows: rows.length, labels: [...new Set(rows.map(({ label }) => label))].sort() };
}

/** Keeps a running text, or removes it (null). @throws InputError saying what is wrong with it */
export async function keepText(keep: Keep, bytes: Uint8Array | null): Promise<OwnTextInfo> {
  if (bytes === null) {
    await keep(OWN_TEXT, undefined);
    return { characters: 0, distinct: 0, replaced: 0 };
  }
  const { readOwnText } = await import('../data/own-text');
  const { file, ...info } = readOwnText(bytes);
  await keep(OWN_TEXT, file);
  return info;
}

/** Keeps pictures by class; no classes removes them. @throws InputError naming what cannot be kept */
export async function keepPictures(
  keep: Keep,
  classes: readonly OwnPictureClass[],
): Promise<OwnPicturesInfo> {
  const { requireKeepable, requireTrainable } = await import('../data/own-pictures');
  requireKeepable(classes);
  await keep(OWN_PICTURES, classes.length > 0 ? classes : undefined);
  try {
    requireTrainable(classes);
    return { lacks: null };
  } catch (error) {
    if (error instanceof HeedError) return { lacks: error.message };
    throw error;
  }
}

/** The visitor's pictures by class. @throws InputError when what is stored cannot be read */
export async function keptPictures(
  open: (path: string) => Promise<unknown>,
): Promise<readonly OwnPictureClass[]> {
  const { readOwnPictures } = await import('../data/own-pictures');
  return readOwnPictures(open);
}
