import { describe, expect, test } from 'vitest';
import { ExperimentError } from '../tensor/errors';
import { galleryEntry } from '../gallery';
import type { Experiment, ExperimentId, SettingSpec } from './schema';
import { validateSettings } from './settings';
import { experimentFromJson } from './validate';
import { weightsFromBase64, weightsToBase64 } from './weights';

const defaultsOf = (id: ExperimentId): Experiment => ({
  version: 1,
  id: galleryEntry(id).id,
  seed: 7,
  settings: { heads: 2 },
  example: { kind: 'text', text: 'cat dog pig' },
  step: 0,
  edits: [],
});

describe('experimentFromJson', () => {
  test('takes what experiment() gives, also after a way through JSON', async () => {
    const full: Experiment = {
      ...defaultsOf('three-words'),
      edits: [{ tensor: 'scores', cells: [[3, -Infinity]] }],
      weights: weightsToBase64(Float32Array.of(0.5)),
      view: { head: 1 },
    };
    expect(await experimentFromJson(full, defaultsOf)).toStrictEqual(full);
    const copy: unknown = JSON.parse(JSON.stringify(full));
    expect(await experimentFromJson(copy, defaultsOf)).toStrictEqual(full);
  });

  test('fills in what is left out', async () => {
    const given = { version: 1, id: 'three-words', step: 3 };
    const expected = { ...defaultsOf('three-words'), step: 3 };
    expect(await experimentFromJson(given, defaultsOf)).toStrictEqual(expected);
  });

  test.each<[Record<string, unknown>, RegExp]>([
    [{}, /example must be a picture whose pixels are base64 of width × height × channels bytes/],
    [{ pixels: '????' }, /pixels are base64/],
    [{ pixels: 'AAECAw==', width: 3 }, /pixels are base64/],
    [{ pixels: 'AAECAw==', channels: 2 }, /example\.channels must be 1 \(grey\) or 3/],
    [{ pixels: 'AAECAw==', width: 65 }, /example\.width must be a whole number from 1 to 64/],
    [{ pixels: 'AAECAw==', height: 0 }, /example\.height must be a whole number from 1 to 64/],
    [{ pixels: 'AAECAw==', width: 1.5 }, /example\.width/],
    [{ pixels: 4 }, /example\.pixels must be base64 text/],
    [{ pixels: 'AAECAw==', alpha: 1 }, /unknown key "alpha" in example/],
  ])('refuses a picture with %j', async (changes, message) => {
    const example = {
      kind: 'picture',
      width: 2,
      height: 2,
      channels: 1,
      pixels: 'AAE=',
      ...changes,
    };
    const given = { version: 1, id: 'three-words', example };
    await expect(experimentFromJson(given, defaultsOf)).rejects.toThrow(message);
  });

  test.each<[unknown, RegExp]>([
    [undefined, /it must be an object; got nothing/],
    ['three-words', /it must be an object; got "three-words"/],
    [[], /it must be an object/],
    [{}, /"version" is missing in it/],
    [{ version: 1 }, /"id" is missing in it/],
    [{ version: 2, id: 'three-words' }, /made by a newer version of Heed \(format 2/],
    [{ version: 1, id: 'four-words' }, /no experiment "four-words"/],
    [{ version: 1, id: '__proto__' }, /id must be the name of an experiment/],
    [{ version: 1, id: 'three-words', code: 'alert(1)' }, /unknown key "code" in it/],
    [{ version: 1, id: 'three-words', run: -1 }, /run must be a whole number from 0 to 99/],
    [JSON.parse('{"version":1,"id":"three-words","__proto__":{}}'), /unknown key "__proto__"/],
    [{ version: 1, id: 'three-words', settings: { head: 1 } }, /"head" does not exist.*heads/],
    [{ version: 1, id: 'three-words', weights: 'AAA=' }, /got 2 bytes/],
    [
      { version: 1, id: 'three-words', edits: [{ tensor: 'x', cells: [[0, Number.NaN]] }] },
      /edits\.0\.cells\.0\.1 must be a finite number.*got NaN/,
    ],
  ])('refuses %j', async (value, message) => {
    const promise = experimentFromJson(value, defaultsOf);
    await expect(promise).rejects.toThrow(message);
    await expect(promise).rejects.toBeInstanceOf(ExperimentError);
  });
});

describe('validateSettings', () => {
  const specs: SettingSpec[] = [
    { kind: 'choice', key: 'mask', group: 'model', options: ['none', 'causal'], default: 'none' },
    { kind: 'toggle', key: 'layerNorm', group: 'model', default: true },
    {
      kind: 'number',
      key: 'heads',
      group: 'model',
      min: 1,
      max: 4,
      step: 1,
      integer: true,
      scale: 'linear',
      default: 2,
    },
  ];

  test('gives one value for every setting', () => {
    const expected = { mask: 'none', layerNorm: true, heads: 4 };
    expect(validateSettings(specs, { heads: 4 })).toStrictEqual(expected);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ heads: 5 }, 'Setting "heads": got 5, expected a whole number from 1 to 4.'],
    [{ heads: 1.5 }, 'Setting "heads": got 1.5, expected a whole number from 1 to 4.'],
    [{ heads: Number.NaN }, 'Setting "heads": got NaN'],
    [{ heads: undefined }, 'Setting "heads": got nothing'],
    [{ mask: 'padding' }, 'Setting "mask": got "padding", expected one of none, causal.'],
    [{ layerNorm: 'yes' }, 'Setting "layerNorm": got "yes", expected true or false.'],
    [{ constructor: 1 }, 'Setting "constructor" does not exist here. There are: mask, layerNorm'],
  ])('refuses %j', (settings, message) => {
    expect(() => validateSettings(specs, settings)).toThrow(message);
    expect(() => validateSettings(specs, settings)).toThrow(ExperimentError);
  });
});

describe('weights', () => {
  test('are little-endian f32 in base64, bit for bit', () => {
    expect(weightsToBase64(Float32Array.of(1, -2))).toBe('AACAPwAAAMA=');
    const numbers = Float32Array.of(0, -0, 1.5, 1e-45, -3.4e38);
    expect(weightsFromBase64(weightsToBase64(numbers))).toStrictEqual(numbers);
    expect(weightsFromBase64('')).toStrictEqual(new Float32Array());
  });

  test.each(['A', '?', 'AAAA====', 'AAAAAA==\n', 'AACAPw', 'AACAfw==', 'AAA='])(
    'refuses %j',
    (text) => {
      expect(() => weightsFromBase64(text)).toThrow(ExperimentError);
    },
  );

  test('that have diverged are named', () => {
    expect(() => weightsToBase64(Float32Array.of(1, Number.NaN))).toThrow(/number 1 is NaN/);
  });
});
