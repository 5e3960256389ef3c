import { describe, expect, test } from 'vitest';
import { galleryEntry } from '../gallery';
import { firstSteps, taskOf } from '../testing/first-steps';
import { OWN_PICTURES } from './own-paths';
import {
  classPictures,
  openOwnPictures,
  type OwnPictureClass,
  requireKeepable,
  requireTrainable,
} from './own-pictures';
import { samplePictures } from './sample-pictures';

const BYTES = 32 * 32 * 3;
const plain = { side: 16, variants: false } as const;

/** Pictures of one colour, each a little darker than the one before. */
const coloured = (name: string, count: number, colour: readonly number[]): OwnPictureClass => ({
  name,
  pictures: Array.from({ length: count }, (_, i) => ({
    name: `${name}-${i}.png`,
    pixels: Uint8Array.from({ length: BYTES }, (_unused, at) =>
      Math.max(0, colour[at % 3] - 3 * i),
    ),
  })),
});
const red = coloured('red', 10, [200, 20, 20]);
const blue = coloured('blue', 5, [20, 20, 200]);

describe('what may be kept and trained on', () => {
  test.each([
    ['no class', [], 'There are no classes; a classifier needs at least 2'],
    ['one class', [red], 'There is only one class'],
    [
      'too few pictures',
      [red, coloured('blue', 4, [0, 0, 200])],
      'Class “blue” has 4 pictures; each class needs at least 5',
    ],
    ['one picture', [red, coloured('blue', 1, [0, 0, 200])], 'Class “blue” has 1 picture;'],
    ['no name', [red, { ...blue, name: ' ' }], 'Class 2 has no name'],
  ])('%s is kept, but cannot be trained on', (_, classes, message) => {
    expect(() => requireKeepable(classes)).not.toThrow();
    expect(() => requireTrainable(classes)).toThrow(message);
  });

  test.each([
    [
      'eleven classes',
      Array.from({ length: 11 }, (_, i) => ({ ...blue, name: `${i}` })),
      'There are 11 classes; at most 10',
    ],
    ['one name twice', [red, { ...blue, name: 'red' }], 'Two classes are called “red”'],
    ['a long name', [{ ...red, name: 'x'.repeat(41) }], 'has a name of 41 characters; at most 40'],
    [
      'too many pictures',
      [coloured('a', 1001, [0, 0, 0]), coloured('b', 1000, [0, 0, 0])],
      'There are 2001 pictures; at most 2000',
    ],
    [
      'another size',
      [{ name: 'a', pictures: [{ name: 'cat.png', pixels: new Uint8Array(7) }] }],
      '“cat.png” has 7 bytes instead of 3072',
    ],
  ])('%s cannot be kept', (_, classes, message) => {
    expect(() => requireKeepable(classes)).toThrow(message);
    expect(() => requireTrainable(classes)).toThrow(message);
  });

  test('what is not here is asked for, and what is broken refused', async () => {
    await expect(openOwnPictures(async () => undefined, plain)).rejects.toThrow('not in the link');
    await expect(openOwnPictures(async () => 'cat', plain)).rejects.toThrow('cannot be read');
  });
});

describe('classPictures', () => {
  const data = classPictures([red, blue], plain);

  test('holds out a fifth of every class, the same every time, and no picture twice', () => {
    expect([data.train.count, data.validation.count]).toEqual([12, 3]);
    expect([...data.validation.values.target]).toEqual([0, 0, 1]);
    expect(data.classes).toEqual(['red', 'blue']);
    const keys = (split: 'train' | 'validation') =>
      Array.from({ length: data[split].count }, (_, i) =>
        [...data.example(split, i).values.image.data].join(),
      );
    expect(new Set([...keys('train'), ...keys('validation')]).size).toBe(15);
    const again = classPictures([red, blue], plain);
    expect(again.validation.values.image).toEqual(data.validation.values.image);
  });

  test('the most frequent class is what has to be beaten', () => {
    // Two of three held-out pictures are red.
    expect(data.baseline).toMatchObject({ name: 'mostFrequent', measure: 'accuracy' });
    expect(data.baseline?.value).toBeCloseTo(2 / 3, 10);
  });

  test('16×16 are the means of 2×2 pixels, colour by colour', () => {
    const pixels = new Uint8Array(BYTES);
    // Green of the four pixels in the lower right corner: 0, 51, 102 and 255 of 255.
    for (const [i, value] of [0, 51, 102, 255].entries()) {
      const [row, col] = [30 + Math.floor(i / 2), 30 + (i % 2)];
      pixels[3 * (32 * row + col) + 1] = value;
    }
    const odd = { name: 'odd', pictures: Array.from({ length: 5 }, () => ({ name: 'a', pixels })) };
    const { data: image } = classPictures([red, odd], plain).example('validation', 2).values.image;
    expect(image[1 * 256 + 255]).toBeCloseTo((0 + 0.2 + 0.4 + 1) / 4, 6);
    expect(image.filter((value) => value !== 0)).toHaveLength(1);
  });

  test('variants come after the pictures, of the training part alone', () => {
    const more = classPictures([red, blue], { side: 16, variants: true });
    expect(more.validation.values.image).toEqual(data.validation.values.image);
    expect(more.train.count).toBe(12 * 21);
    expect([...more.train.values.image.subarray(0, 12 * 768)]).toEqual([
      ...data.train.values.image,
    ]);
    // A picture of one colour stays what it is however it is turned, its border included.
    const ones = (i: number) =>
      new Set(
        [...more.train.values.image.subarray(i * 768, i * 768 + 256)].map((v) => v.toFixed(5)),
      );
    for (const i of [12, 100, 251]) expect([...ones(i)]).toEqual([...ones(i % 12)]);
  });
});

test('the sample has three classes of forty, and is the same every time', () => {
  const sample = samplePictures();
  expect(sample.map(({ name, pictures }) => [name, pictures.length])).toEqual([
    ['stripes', 40],
    ['dots', 40],
    ['rings', 40],
  ]);
  expect(() => requireTrainable(sample)).not.toThrow();
  expect(samplePictures()).toEqual(sample);
});

test('pictures of one’s own train the network', async () => {
  const entry = galleryEntry('own-pictures');
  const open = async (path: string) => (path === OWN_PICTURES ? [red, blue] : null);
  const own = {
    ...entry,
    task: (settings: Parameters<typeof entry.task>[0]) => entry.task(settings, open),
  };
  const [{ after }] = await firstSteps(await taskOf(own, { data: 'own' }), 40);
  // Guessing is ln 2 = 0.69 nats.
  expect(after).toBeLessThan(Math.LN2 / 20);
});
