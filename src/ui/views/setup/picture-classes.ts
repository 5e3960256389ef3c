import { LONGEST_NAME, MOST_CLASSES } from '../../../engine/data/own-limits';
import type { OwnPicture, OwnPictureClass } from '../../../engine/session/client';

/** A class of the visitor's pictures as it is put together. */
export interface PictureClass extends OwnPictureClass {
  /** Told apart by this, whatever they are called. */
  readonly id: number;
}

/** A file, and the folder that it lies in; null where it was given by itself. */
export interface PlacedFile {
  readonly file: File;
  readonly folder: string | null;
}

/** A picture that was read, and the folder that its file lies in. */
export interface PlacedPicture {
  readonly picture: OwnPicture;
  readonly folder: string | null;
}

/**
 * Classes with pictures added to one of them, or (null) to one for each folder. Pictures that are in
 * any class already are left out, so that none is held out that is also trained on.
 */
export function withPictures(
  classes: readonly PictureClass[],
  pictures: readonly PlacedPicture[],
  id: number | null,
): { classes: readonly PictureClass[]; added: number; known: readonly string[] } {
  const seen = new Set(classes.flatMap((one) => one.pictures.map(keyOf)));
  const known: string[] = [];
  const added = pictures.filter(({ picture }) => {
    const key = keyOf(picture);
    if (!seen.has(key)) return seen.add(key);
    known.push(picture.name);
    return false;
  });
  const { classes: all, ids } = withFolders(classes, id === null ? foldersOf(added) : []);
  const belongs = ({ folder }: PlacedPicture, to: number): boolean =>
    to === (id ?? ids.get(folder ?? ''));
  return {
    classes: all.map((one) => {
      const more = added.filter((placed) => belongs(placed, one.id));
      if (more.length === 0) return one;
      return { ...one, pictures: [...one.pictures, ...more.map(({ picture }) => picture)] };
    }),
    added: added.length,
    known,
  };
}

/** The folders that files lie in, each once. */
export function foldersOf(files: readonly { readonly folder: string | null }[]): string[] {
  return [...new Set(files.flatMap(({ folder }) => (folder === null ? [] : [folder])))];
}

function keyOf({ pixels }: OwnPicture): string {
  return String.fromCharCode(...pixels);
}

/**
 * Classes with one for each folder: one of that name that is there, else one that has nothing in it
 * yet, else a new one. @returns with the folders' classes; more classes than there may be are given, too
 */
export function withFolders(
  classes: readonly PictureClass[],
  folders: readonly string[],
): { classes: readonly PictureClass[]; ids: ReadonlyMap<string, number> } {
  const all = [...classes];
  const ids = new Map<string, number>();
  for (const folder of folders) {
    const name = folder.slice(0, LONGEST_NAME);
    let at = all.findIndex((one) => one.name === name);
    if (at < 0) {
      const taken = new Set(ids.values());
      at = all.findIndex((one) => one.pictures.length === 0 && !taken.has(one.id));
    }
    if (at < 0) at = all.push({ id: nextId(all), name, pictures: [] }) - 1;
    all[at] = { ...all[at], name };
    ids.set(folder, all[at].id);
  }
  return { classes: all, ids };
}

/** A class more, unless there are as many as there may be. */
export function withClass(
  classes: readonly PictureClass[],
  name: (number: number) => string,
): readonly PictureClass[] {
  if (classes.length >= MOST_CLASSES) return classes;
  let number = classes.length + 1;
  while (classes.some((one) => one.name === name(number))) number++;
  return [...classes, { id: nextId(classes), name: name(number), pictures: [] }];
}

function nextId(classes: readonly PictureClass[]): number {
  return classes.reduce((most, { id }) => Math.max(most, id), 0) + 1;
}

/** What is kept: nothing while no class has a picture. */
export function keptOf(classes: readonly PictureClass[]): readonly OwnPictureClass[] {
  if (classes.every(({ pictures }) => pictures.length === 0)) return [];
  return classes.map(({ name, pictures }) => ({ name, pictures }));
}

/** By folder, then by name, whatever order the file system has them in: the split goes by it. */
export function inOrder(files: readonly PlacedFile[]): PlacedFile[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return [...files].sort(
    (a, b) => compare(a.folder ?? '', b.folder ?? '') || compare(a.file.name, b.file.name),
  );
}

/** Files of a chosen folder, by the folder that each lies in; hidden ones are left out. */
export function filesOfFolder(files: Iterable<File>): PlacedFile[] {
  return [...files]
    .filter(({ name }) => !name.startsWith('.'))
    .map((file) => ({ file, folder: file.webkitRelativePath.split('/').at(-2) ?? null }));
}
