import { MOST_CLASSES, MOST_PICTURES } from '../../../engine/data/own-limits';
import type { Messages } from '../../i18n/en';
import {
  foldersOf,
  type PictureClass,
  type PlacedFile,
  type PlacedPicture,
  withFolders,
} from './picture-classes';
import { PictureProblem, squareOfFile } from './picture-file';

type Words = Messages['own']['pictures'];

/** So many files are named in a message. */
const MOST_NAMED = 3;

/** Why files cannot be taken into a class, or (null) into one for each folder; null where they can. */
export function refusal(
  classes: readonly PictureClass[],
  files: readonly PlacedFile[],
  id: number | null,
  words: Words,
): string | null {
  if (files.length === 0) return words.noPictures;
  const there = classes.reduce((sum, { pictures }) => sum + pictures.length, 0);
  const total = there + files.length;
  if (total > MOST_PICTURES) return words.tooMany(total, MOST_PICTURES);
  if (id !== null) return null;
  if (files.some(({ folder }) => folder === null)) return words.whichClass;
  const { length } = withFolders(classes, foldersOf(files)).classes;
  return length > MOST_CLASSES ? words.tooManyClasses(length, MOST_CLASSES) : null;
}

/** Files as pictures, one after another, and why some are none. @param onFile called before each, from 1 */
export async function readFiles(files: readonly PlacedFile[], onFile: (number: number) => void) {
  const read: PlacedPicture[] = [];
  const broken: { readonly name: string; readonly why: PictureProblem['why'] }[] = [];
  for (const [i, { file, folder }] of files.entries()) {
    onFile(i + 1);
    try {
      read.push({ folder, picture: await squareOfFile(file) });
    } catch (error) {
      const why = error instanceof PictureProblem ? error.why : 'unreadable';
      broken.push({ name: file.name, why });
    }
  }
  return { read, broken };
}

/** The first few of some sentences or names, and how many more there are. */
export function few(
  all: readonly string[],
  separator: string,
  more: (n: number) => string,
): string {
  const named = all.slice(0, MOST_NAMED).join(separator);
  return all.length > MOST_NAMED ? `${named} ${more(all.length - MOST_NAMED)}` : named;
}
