import { beforeEach, expect, test } from 'vitest';
import { CpuBackend } from '../backends/reference/cpu-backend';
import { openPublic } from '../testing/first-steps';
import { Session } from './session';

/** What a browser keeps. */
const store = new Map<string, unknown>();
const open = (path: string): Promise<unknown> =>
  path.startsWith('own/') ? Promise.resolve(store.get(path)) : openPublic(path);
const keep = async (path: string, value: unknown): Promise<void> => {
  if (value === undefined) store.delete(path);
  else store.set(path, value);
};
const visit = () =>
  new Session(new CpuBackend(), { kind: 'cpu', adapter: 'test' }, open, () => {}, keep);

beforeEach(() => store.clear());

const bytes = (text: string) => new TextEncoder().encode(text);
const coloured = (name: string, count: number, value: number) => ({
  name,
  pictures: Array.from({ length: count }, (_, i) => ({
    name: `${name} ${i}`,
    pixels: new Uint8Array(32 * 32 * 3).fill(value + i),
  })),
});

test('a text is used once it is kept, and not in the experiment that a link holds', async () => {
  const session = visit();
  await session.load(await session.defaults('language-model'));
  const found = await session.keepText(bytes('abcdefgh, '.repeat(300)));
  expect(found).toEqual({ characters: 2999, distinct: 10, replaced: 0 });
  const { data } = await session.configure({ language: 'own' });
  // [pad] and ten characters.
  expect(data?.classes).toHaveLength(11);
  const link = JSON.stringify(await session.experiment({ weights: false }));
  expect(link).not.toContain('abcdefgh');

  // What is wrong leaves what is kept, and what is loaded, as they were.
  await expect(session.keepText(bytes('abc'))).rejects.toThrow('The text has 3 characters');
  await session.reseed(2);

  await session.keepText(null);
  expect(store.size).toBe(0);
  const another = visit();
  await expect(another.load(JSON.parse(link))).rejects.toThrow('never part of a link');
});

test('pictures are kept before they are enough, and say what they lack', async () => {
  const session = visit();
  const [cat, dog] = [coloured('cat', 6, 10), coloured('dog', 4, 200)];
  const few = await session.keepPictures([cat, dog]);
  expect(few.lacks).toBe('Class “dog” has 4 pictures; each class needs at least 5.');
  expect(await visit().keptPictures()).toEqual([cat, dog]);
  await session.load(await session.defaults('own-pictures'));
  await expect(session.configure({ data: 'own' })).rejects.toThrow('Class “dog” has 4 pictures');

  const more = coloured('dog', 6, 200);
  expect(await session.keepPictures([cat, more])).toEqual({ lacks: null });
  const { data } = await session.configure({ data: 'own', variants: false });
  expect(data).toMatchObject({ train: 10, validation: 2, classes: ['cat', 'dog'] });

  await expect(session.keepPictures([cat, { ...more, name: 'cat' }])).rejects.toThrow(
    'Two classes are called “cat”',
  );
  expect(await session.keptPictures()).toEqual([cat, more]);
  await session.keepPictures([]);
  expect(store.size).toBe(0);
  expect(await session.keptPictures()).toEqual([]);
});
