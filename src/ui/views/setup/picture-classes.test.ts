import { expect, test } from 'vitest';
import type { OwnPicture } from '../../../engine/session/client';
import {
  filesOfFolder,
  inOrder,
  keptOf,
  type PictureClass,
  withClass,
  withFolders,
  withPictures,
} from './picture-classes';

const picture = (name: string, value: number): OwnPicture => ({
  name,
  pixels: new Uint8Array(3).fill(value),
});
const placed = (name: string, value: number, folder: string | null = null) => ({
  picture: picture(name, value),
  folder,
});
const named = (number: number) => `Class ${number}`;
const two = withClass(withClass([], named), named);
const contents = (classes: readonly PictureClass[]) =>
  Object.fromEntries(classes.map((one) => [one.name, one.pictures.map(({ name }) => name)]));

test('a picture is taken once, whatever it is called and wherever it is', () => {
  const [first, second] = two;
  const one = withPictures(two, [placed('a', 1), placed('b', 2), placed('c', 1)], first.id);
  expect(one).toMatchObject({ added: 2, known: ['c'] });
  const both = withPictures(one.classes, [placed('d', 2), placed('e', 3)], second.id);
  expect(both).toMatchObject({ added: 1, known: ['d'] });
  expect(contents(both.classes)).toEqual({ 'Class 1': ['a', 'b'], 'Class 2': ['e'] });
});

test('folders become classes: those of their name, then empty ones, then new ones', () => {
  const [first] = two;
  const start = withPictures(two, [placed('a', 1)], first.id).classes.map((one) =>
    one.id === first.id ? { ...one, name: 'cat' } : one,
  );
  const files = [placed('x', 2, 'dog'), placed('y', 3, 'cat'), placed('z', 4, 'pig')];
  const { classes, added } = withPictures(start, files, null);
  expect(added).toBe(3);
  expect(contents(classes)).toEqual({ cat: ['a', 'y'], dog: ['x'], pig: ['z'] });
  expect(new Set(classes.map(({ id }) => id)).size).toBe(3);
});

test('a long name of a folder is cut, and finds its class again', () => {
  const long = 'x'.repeat(60);
  const { classes } = withFolders([], [long]);
  expect(classes[0].name).toBe('x'.repeat(40));
  const again = withPictures(classes, [placed('a', 1, long)], null);
  expect(contents(again.classes)).toEqual({ [classes[0].name]: ['a'] });
});

test('a new class has a name and a number of its own, and there are no more than ten', () => {
  const [, second] = two;
  const again = withClass([second], named);
  expect(again.map(({ name }) => name)).toEqual(['Class 2', 'Class 3']);
  expect(new Set(again.map(({ id }) => id)).size).toBe(2);
  let many: readonly PictureClass[] = [];
  for (let i = 0; i < 12; i++) many = withClass(many, named);
  expect(many).toHaveLength(10);
});

test('nothing is kept before there is a picture', () => {
  expect(keptOf(two)).toEqual([]);
  const { classes } = withPictures(two, [placed('a', 1)], two[0].id);
  expect(keptOf(classes)).toEqual([
    { name: 'Class 1', pictures: [picture('a', 1)] },
    { name: 'Class 2', pictures: [] },
  ]);
});

test('files of a chosen folder belong to the folder that they lie in; hidden ones do not count', () => {
  const file = (path: string) => {
    const made = new File(['x'], path.split('/').at(-1) ?? '');
    Object.defineProperty(made, 'webkitRelativePath', { value: path });
    return made;
  };
  const paths = [
    'pets/2.png',
    'pets/dog/1.png',
    'pets/.DS_Store',
    'pets/cat/10.png',
    'pets/cat/9.png',
  ];
  const found = inOrder(filesOfFolder(paths.map(file)));
  expect(found.map(({ file: { name }, folder }) => [folder, name])).toEqual([
    ['cat', '9.png'],
    ['cat', '10.png'],
    ['dog', '1.png'],
    ['pets', '2.png'],
  ]);
});
