import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExperimentError, HeedError, ShareLinkError } from '../tensor/errors';
import { crc32, deflate, toBase64, toBase64Url } from './bytes';
import { decodeExperiment, encodeExperiment } from './codec';
import { EXPERIMENT_IDS, galleryEntry } from '../gallery';
import type { Experiment, ExperimentId, Intervention } from './schema';
import { experimentFromJson } from './validate';
import { weightsToBase64 } from './weights';

const defaultsOf = (id: ExperimentId): Experiment => ({
  version: 1,
  id: galleryEntry(id).id,
  seed: 7,
  settings: { heads: 2, learningRate: 0.003, mask: 'none', layerNorm: true },
  example: { kind: 'data', split: 'validation', index: 0 },
  step: 0,
  edits: [],
  view: { mode: 'forward', tensor: 'encoder.0.attn.pattern' },
});
const defaults = defaultsOf('who-did-what');
const decode = (text: string): Promise<Experiment> => decodeExperiment(text, defaultsOf);

/** A link whose check is right, around any bytes. */
async function seal(content: string | Uint8Array<ArrayBuffer>, id = 'who-did-what') {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return sign(`v1.${id}.${toBase64Url(await deflate(bytes))}`);
}
function sign(text: string): string {
  const crc = new DataView(new ArrayBuffer(4));
  crc.setUint32(0, crc32(text));
  return text + toBase64Url(new Uint8Array(crc.buffer));
}

async function failure(promise: Promise<unknown>): Promise<HeedError> {
  const error: unknown = await promise.then(
    (value) => new Error(`resolved to ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof HeedError)) throw error;
  return error;
}
/** What opening the link says; it must be a ShareLinkError. */
async function refusal(text: string): Promise<string> {
  const error = await failure(decode(text));
  expect(error).toBeInstanceOf(ShareLinkError);
  return error.message;
}

const uint = (max: number) => fc.integer({ min: 0, max });
const tensor = fc.constantFrom(
  'x',
  'encoder.0.attn.scores',
  'grad:encoder.1.mlp.w_1',
  'matmul#12',
  'head.W@1',
);
/** Without −0, which JSON does not keep. */
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const cell = fc.tuple(uint(2 ** 31 - 1), fc.oneof(real, fc.constant(-Infinity)));
const edit = fc.record(
  { tensor, step: uint(1_000_000), cells: fc.array(cell, { maxLength: 20 }) },
  { requiredKeys: ['tensor', 'cells'] },
);
const view = fc.record(
  {
    mode: fc.constantFrom('forward' as const, 'gradient' as const),
    tensor,
    cell: fc.array(uint(100), { maxLength: 4 }),
    head: uint(8),
    layer: uint(8),
  },
  { requiredKeys: [] },
);
const picture = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.constantFrom(1, 3))
  .chain(([width, height, channels]) => {
    const bytes = width * height * channels;
    return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((pixels) => ({
      kind: 'picture' as const,
      width,
      height,
      channels,
      pixels: toBase64(pixels),
    }));
  });
const example = fc.oneof(
  picture,
  fc.record({
    kind: fc.constant('data' as const),
    split: fc.constantFrom('train' as const, 'validation' as const),
    index: uint(1e5),
  }),
  fc.record({
    kind: fc.constant('text' as const),
    text: fc.string({ unit: 'grapheme', maxLength: 100 }),
  }),
  fc.record({
    kind: fc.constant('sound' as const),
    frames: fc
      .array(fc.uint8Array({ minLength: 24, maxLength: 24 }), { minLength: 1, maxLength: 5 })
      .map((rows) => toBase64(Uint8Array.from(rows.flatMap((row) => [...row])))),
  }),
);
const weights = fc
  .float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 50 })
  .map(weightsToBase64);
const experiment: fc.Arbitrary<Experiment> = fc.record(
  {
    version: fc.constant(1 as const),
    id: fc.constantFrom(...EXPERIMENT_IDS),
    seed: uint(2 ** 32 - 1),
    settings: fc.record({
      heads: uint(9),
      learningRate: real,
      mask: fc.constantFrom('none', 'causal'),
      layerNorm: fc.boolean(),
    }),
    example,
    step: uint(1_000_000),
    run: fc.integer({ min: 1, max: 99 }),
    edits: fc.array(edit, { maxLength: 5 }),
    weights,
    view,
  },
  {
    noNullPrototype: true,
    requiredKeys: ['version', 'id', 'seed', 'settings', 'example', 'step', 'edits'],
  },
);

/** An otherwise good link with one intervention. */
function intervention(changes: object): string {
  const one = { tensor: 'z', where: [null], kind: 'zero', on: true, training: false, ...changes };
  return JSON.stringify({ interventions: [one] });
}

describe('round trip', () => {
  test('interventions of every kind come back as they were', async () => {
    const common = { tensor: 'encoder.0.attn.z', where: [[0, 2], null], on: true, training: false };
    const interventions: Intervention[] = [
      { ...common, kind: 'zero' },
      { ...common, kind: 'set', value: -Infinity, on: false },
      { ...common, kind: 'scale', value: -1.5, tensor: 'grad:head.W@1' },
      {
        ...common,
        kind: 'uniform',
        training: true,
        trained: [
          [0, 4],
          [9, null],
        ],
      },
      { ...common, kind: 'mean', trained: [[3, 7]], removed: true },
      { ...common, kind: 'shuffle', seed: 4_294_967_295 },
      { ...common, kind: 'freeze', where: [[1], [0]], values: [0.100000001] },
      {
        ...common,
        kind: 'patch',
        where: [[1], [0, 1]],
        values: [1, -Infinity],
        from: { split: 'train', index: 12 },
      },
    ];
    const defaults = defaultsOf('three-words');
    const link = await encodeExperiment({ ...defaults, interventions, step: 20 }, defaults);
    expect((await decodeExperiment(link, defaultsOf)).interventions).toEqual(interventions);
    const none = await encodeExperiment({ ...defaults, interventions: [] }, defaults);
    expect(none).toBe('v1.three-words');
  });

  test('every experiment comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(experiment, async (original) => {
        const link = await encodeExperiment(original, defaultsOf(original.id));
        expect(link).toMatch(/^v1\.[a-z-]+(\.[\w-]+)?$/);
        // A clone has ordinary prototypes.
        expect(await decode(link)).toStrictEqual(structuredClone(original));
      }),
    );
  });

  test('an experiment as in its defaults needs no payload', async () => {
    for (const id of EXPERIMENT_IDS) {
      expect(await encodeExperiment(defaultsOf(id), defaultsOf(id))).toBe(`v1.${id}`);
      expect(await decode(`v1.${id}`)).toStrictEqual(defaultsOf(id));
    }
    const otherOrder = { ...defaults, example: { index: 0, split: 'validation', kind: 'data' } };
    expect(await encodeExperiment(otherOrder as Experiment, defaults)).toBe('v1.who-did-what');
    expect(await encodeExperiment(defaults, otherOrder as Experiment)).toBe('v1.who-did-what');
  });

  test('what is left out of a link follows the defaults', async () => {
    const link = await encodeExperiment({ ...defaults, seed: 99 }, defaults);
    const newer = { ...defaults, step: 5, settings: { ...defaults.settings, dropout: 0.1 } };
    expect(await decodeExperiment(link, () => newer)).toStrictEqual({ ...newer, seed: 99 });
  });

  test('weights and edits of the defaults can be taken away', async () => {
    const full: Experiment = {
      ...defaults,
      weights: weightsToBase64(Float32Array.of(1)),
      edits: [{ tensor: 'x', cells: [[0, 1]] }],
    };
    const link = await encodeExperiment(defaults, full);
    expect(await decodeExperiment(link, () => full)).toStrictEqual(defaults);
    expect(await encodeExperiment(full, full)).toBe('v1.who-did-what');
  });
});

describe('size', () => {
  test('100 edited cells stay below 2,000 characters', async () => {
    const cells = Array.from({ length: 100 }, (_, i): [number, number] => [
      (i * 7919) % 4096,
      Math.fround(Math.sin(i + 1) * 3),
    ]);
    const edits = [{ tensor: 'encoder.0.attn.scores', cells }];
    const link = await encodeExperiment({ ...defaults, edits }, defaults);
    expect(link.length).toBeLessThan(2_000);
  });

  test('weights cost little more than their own base64', async () => {
    const weights = weightsToBase64(Float32Array.from({ length: 10_000 }, (_, i) => Math.sin(i)));
    const link = await encodeExperiment({ ...defaults, weights }, defaults);
    expect(link.length).toBeLessThan(weights.length * 1.01);
  });

  test('weights that make the link too long name the size and the way out', async () => {
    const noise = Float32Array.from({ length: 250_000 }, (_, i) => Math.sin(i * i));
    for (const numbers of [noise, new Float32Array(2 ** 20 + 1)]) {
      const weights = weightsToBase64(numbers);
      const error = await failure(encodeExperiment({ ...defaults, weights }, defaults));
      expect(error).toBeInstanceOf(ShareLinkError);
      expect(error.message).toMatch(/would have \d+ characters.*without the trained weights/);
    }
  });
});

test.each<[string, Partial<Experiment>]>([
  [
    'v1.who-did-what.q1YqTk1NUbIyMbI0sTQzN7I01VEqLkktULIyNDIwqAUAq4dCMg',
    { seed: 4294967295, step: 1200 },
  ],
  [
    'v1.three-words.JczBCcIwFAbgVcp_DhLB0xvCgxs87DOGvqQlSbWlBDqAI-gEbtWLa4h4-m7fgiyl-OgyaMFVuM2gg4EKp-ijO3ERkN1Za-3eIHDuQDjzmFlhoDxLOvYpgC6sWaqBTBwGlV_X-diCUGQqMH8In8e7aXvXbOtz8G5bX6gGNy93UBxV6xc7a8iPQ',
    {
      id: 'three-words',
      settings: { heads: 4, learningRate: 1e-5, mask: 'causal', layerNorm: false },
      example: { kind: 'text', text: '猫 dog “pig”' },
      view: undefined,
    },
  ],
  [
    'v1.when-was-it-said.NcxLCsIwFEbhu5Z_fBuSPlQy6UJCBqW5aCGmkEaLlIJLc2lC0ekH52yQMJUF1jlIGucgWWk1lJLUMs5ZFnB6xMiu46rj2rTn9tKc2rNnd3ilVd2xVsZ7drjJENQKbjU7U3t2jfee8Zxkhd1wn4PA4pqHMEkqYBRJy5x_Zv85RokR1hnWno8prGHE4SUZVu87Eb17IvoQUf8FrqIAMw',
    {
      id: 'when-was-it-said',
      edits: [
        {
          tensor: 'encoder.0.attn.scores',
          cells: [
            [5, -Infinity],
            [0, -0.25],
            [2 ** 31 - 1, 0.1],
          ],
        },
        { tensor: 'head.w', step: 40, cells: [[12, 3]] },
      ],
      weights: weightsToBase64(Float32Array.of(1, -2, 0.5)),
      view: { mode: 'gradient', tensor: 'grad:head.w', cell: [1, 0], head: 1, layer: 0 },
    },
  ],
])('links of version 1 can be opened for good', async (link, changes) => {
  const { view, ...expected } = { ...defaults, ...changes };
  expect(await decode(link)).toStrictEqual(view ? { ...expected, view } : expected);
});

describe('links that cannot be opened', () => {
  test('not a link', async () => {
    const texts = ['', 'hello', 'three-words', 'v', 'v0.three-words', 'v01.x', 'V1.three-words'];
    for (const text of [...texts, '1.2.3', '{}', '__proto__', 'vv1.three-words', '\0', '🙂']) {
      expect(await refusal(text)).toMatch(/^This is not a Heed link/);
    }
    expect(await refusal(42 as unknown as string)).toContain('got 42');
  });

  test('from a newer version', async () => {
    for (const text of ['v2.three-words', 'v2', 'v10.a.b.c.d', 'v2.%%%']) {
      expect(await refusal(text)).toContain('made by a newer version of Heed');
    }
  });

  test('an experiment that does not exist', async () => {
    for (const name of ['three', 'three-wordss', 'constructor', 'tostring']) {
      const message = await refusal(`v1.${name}`);
      expect(message).toContain(`names the experiment "${name}"`);
      // However many there are, their names are the gallery's to show.
      expect(message).not.toContain('who-did-what');
    }
  });

  test('too long', async () => {
    const message = await refusal(`v1.three-words.${'A'.repeat(1_000_000)}`);
    expect(message).toMatch(/too long: it has 1000015 characters, at most 1000000/);
  });

  test('cut off at any length', async () => {
    const weights = weightsToBase64(Float32Array.of(1, 2, 3));
    const link = await encodeExperiment({ ...defaults, seed: 1, step: 30, weights }, defaults);
    for (let length = 0; length < link.length; length++) {
      const part = link.slice(0, length);
      if (part === 'v1.who-did-what') continue;
      const expected = /is broken|not a Heed link|names the experiment/;
      expect(await refusal(part)).toMatch(length > 16 ? /is broken/ : expected);
    }
    expect(await refusal(`${link}A`)).toMatch(/is broken/);
    expect(await refusal(`${link}.`)).toMatch(/is broken/);
    expect(await refusal(`${link}\n`)).toMatch(/is broken/);
  });

  test('any altered character', async () => {
    const link = await encodeExperiment({ ...defaults, seed: 123_456 }, defaults);
    for (let i = 'v1.who-did-what.'.length; i < link.length; i++) {
      for (const other of ['A', 'b', '7', '_', '=', ' ', '.', 'é', '\0']) {
        if (link[i] === other) continue;
        const altered = link.slice(0, i) + other + link.slice(i + 1);
        expect(await refusal(altered)).toMatch(/is broken/);
      }
    }
    expect(await refusal(link.replace('who-did-what', 'three-words'))).toMatch(/is broken/);
  });

  test('any text whatever is refused or is an experiment', async () => {
    const id = fc.constantFrom(...EXPERIMENT_IDS);
    const base64Url = fc.base64String().map((text) => text.replace(/[+/=]/g, '-'));
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((rest) => `v1.${rest}`),
      fc.tuple(id, fc.string()).map(([id, rest]) => `v1.${id}.${rest}`),
      fc.tuple(id, base64Url).map(([id, data]) => sign(`v1.${id}.${data}`)),
    );
    await fc.assert(
      fc.asyncProperty(text, async (text) => {
        if (EXPERIMENT_IDS.some((id) => text === `v1.${id}`)) return;
        expect((await refusal(text)).length).toBeLessThan(400);
      }),
    );
  });

  test('any JSON whatever with a good check is refused or is an experiment', async () => {
    const keys = ['seed', 'settings', 'example', 'step', 'edits', 'view', 'heads'];
    const key = fc.oneof(fc.constantFrom(...keys), fc.string());
    const json = fc.dictionary(key, fc.jsonValue({ stringUnit: 'grapheme' }));
    await fc.assert(
      fc.asyncProperty(json, async (json) => {
        const result = await decode(await seal(JSON.stringify(json))).catch(
          (error: unknown) => error,
        );
        if (result instanceof Error) expect(result).toBeInstanceOf(ShareLinkError);
        else expect(await experimentFromJson(result, defaultsOf)).toStrictEqual(result);
      }),
    );
  });

  test('bombs', async () => {
    for (const byte of [0, 32, 91]) {
      const bomb = new Uint8Array(16 * 2 ** 20).fill(byte);
      expect(await refusal(await seal(bomb))).toContain('unpacks to more than 4194304 bytes');
    }
    expect(await refusal(await seal('['.repeat(4_000_000)))).toContain('not JSON');
    const nested = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
    expect(await refusal(await seal(`{"edits":${nested}}`))).toContain('edits.0');
  });

  test('bytes that are no text, no JSON, or no whole weights', async () => {
    expect(await refusal(await seal(Uint8Array.of(0xff, 0xfe)))).toContain('not JSON');
    expect(await refusal(await seal(''))).toContain('not JSON');
    expect(await refusal(await seal('{"seed":NaN}'))).toContain('not JSON');
    expect(await refusal(await seal('{}\0abc'))).toContain('got 3 bytes');
    const nan = Uint8Array.of(123, 125, 0, 0, 0, 192, 127);
    expect(await refusal(await seal(nan))).toContain('number 0 is NaN');
    expect(await refusal(sign('v1.three-words.____'))).toContain('cannot be unpacked');
  });
});

test.each([
  ['[]', 'it must be an object'],
  ['null', 'it must be an object; got null'],
  ['{"seed":-1}', 'seed must be a whole number from 0 to 4294967295; got -1'],
  ['{"seed":4294967296}', 'got 4294967296'],
  ['{"seed":1.5}', 'got 1.5'],
  ['{"seed":1e999}', 'got Infinity'],
  ['{"seed":"1"}', 'got "1"'],
  ['{"step":1000001}', 'step must be a whole number from 0 to 1000000; got 1000001'],
  ['{"step":null}', 'got null'],
  ['{"weights":"AAAA"}', 'unknown key "weights"'],
  ['{"id":"three-words"}', 'unknown key "id"'],
  ['{"__proto__":{"step":1}}', 'unknown key "__proto__"'],
  ['{"constructor":1}', 'unknown key "constructor"'],
  ['{"view":{"__proto__":{}}}', 'unknown key "__proto__" in view'],
  ['{"view":[]}', 'view must be an object; got a list of 0'],
  ['{"view":{"mode":"sideways"}}', 'view.mode must be "forward", "gradient" or "difference"'],
  ['{"view":{"cell":[0,-1]}}', 'view.cell.1'],
  ['{"view":{"cell":[0,0,0,0,0,0,0,0,0]}}', 'at most 8 numbers; got a list of 9'],
  ['{"settings":[]}', 'settings must be an object'],
  ['{"settings":{"__proto__":1}}', 'Setting "__proto__" does not exist here'],
  ['{"settings":{"toString":1}}', 'Setting "toString" does not exist here'],
  ['{"settings":{"heads":"2"}}', 'Setting "heads": got "2", expected a finite number'],
  ['{"settings":{"heads":1e999}}', 'Setting "heads": got Infinity'],
  ['{"settings":{"layerNorm":1}}', 'Setting "layerNorm": got 1, expected true or false'],
  ['{"settings":{"mask":{}}}', 'Setting "mask": got a value of type object'],
  [
    '{"example":{}}',
    'example.kind must be an example of kind "data", "text", "picture" or "sound"; got nothing',
  ],
  ['{"example":{"kind":"sound","frames":""}}', 'base64 of 1 to 500 frames of 24 bytes'],
  ['{"example":{"kind":"sound","frames":"AAAA"}}', 'base64 of 1 to 500 frames of 24 bytes'],
  ['{"example":{"kind":"sound","frames":"no base64!"}}', 'base64 of 1 to 500 frames of 24 bytes'],
  [`{"example":{"kind":"sound","frames":"${'A'.repeat(16_032)}"}}`, 'base64 of 1 to 500 frames'],
  ['{"example":{"kind":"text","text":"a","html":"b"}}', 'unknown key "html" in example'],
  ['{"example":{"kind":"data","split":"test","index":0}}', 'example.split'],
  ['{"example":{"kind":"data","split":"train","index":-1}}', 'example.index'],
  [`{"example":{"kind":"text","text":"${'a'.repeat(2001)}"}}`, 'at most 2000 characters'],
  ['{"edits":{}}', 'edits must be a list of edits'],
  ['{"edits":[["x",null,[0],[]]]}', 'as many positions as values'],
  ['{"edits":[["x",null,[0],[1],2]]}', 'edits.0'],
  ['{"edits":[["x",null,[1,-2],[1,2]]]}', 'edits.0.cells.1.0 must be a whole number'],
  ['{"edits":[["x",null,[0.5],[1]]]}', 'a position; got 0.5'],
  ['{"edits":[["x",null,[2147483648],[1]]]}', 'got 2147483648'],
  ['{"edits":[["x",null,[0],["1"]]]}', 'edits.0.3.0 must be a finite number'],
  ['{"edits":[["x",null,[0],[1e999]]]}', 'got Infinity'],
  ['{"edits":[["x",-1,[0],[1]]]}', 'edits.0.step'],
  ['{"edits":[["",null,[],[]]]}', 'the name of a tensor'],
  ['{"edits":[["__proto__",null,[],[]]]}', 'the name of a tensor'],
  ['{"edits":[["constructor",null,[],[]]]}', 'the name of a tensor'],
  ['{"edits":[["a..b",null,[],[]]]}', 'the name of a tensor'],
  ['{"edits":[["<b>",null,[],[]]]}', 'the name of a tensor'],
  ['{"edits":[["a b",null,[],[]]]}', 'the name of a tensor'],
  [`{"edits":[["${'a'.repeat(101)}",null,[],[]]]}`, 'at most 100 characters'],
  ['{"interventions":{}}', 'interventions must be a list of interventions'],
  [
    '{"interventions":[{"kind":"explode"}]}',
    'interventions.0.kind must be an intervention of kind',
  ],
  [intervention({ on: 1 }), 'interventions.0.on must be true or false'],
  [
    intervention({ where: [[2, 1]] }),
    'interventions.0.where.0 must be a list of ascending positions',
  ],
  [intervention({ where: [[]] }), 'a list of at least one position'],
  [intervention({ where: Array(9).fill(null) }), 'at most 8 axes'],
  [intervention({ tensor: '__proto__' }), 'the name of a tensor'],
  [intervention({ value: 1 }), 'unknown key "value" in interventions.0'],
  [intervention({ kind: 'scale' }), '"value" is missing in interventions.0'],
  [intervention({ kind: 'set', value: '1' }), 'interventions.0.value'],
  [intervention({ kind: 'shuffle', seed: -1 }), 'interventions.0.seed'],
  [intervention({ kind: 'patch', values: [1], from: { split: 'test', index: 0 } }), 'from.split'],
  [intervention({ trained: [[3, 3]] }), 'spans of steps in their order'],
  [
    intervention({
      trained: [
        [3, null],
        [5, 6],
      ],
    }),
    'spans of steps in their order',
  ],
  [
    intervention({
      trained: [
        [3, 5],
        [5, null],
      ],
    }),
    'spans of steps in their order',
  ],
  [intervention({ removed: false }), 'interventions.0.removed must be true'],
  [intervention({ kind: 'freeze', values: Array(10_001).fill(0) }), 'at most 10000 values'],
])('content %# is refused', async (json, expected) => {
  expect(await refusal(await seal(json))).toContain(expected);
  expect(({} as { step?: number }).step).toBeUndefined();
});

test('the number of edits and of their cells is bounded', async () => {
  const one = (length: number) => ['x', null, Array(length).fill(1), Array(length).fill(0)];
  const link = (edits: unknown[]) => seal(JSON.stringify({ edits }));
  expect((await decode(await link([one(10_000)]))).edits[0].cells.length).toBe(10_000);
  expect(await refusal(await link([one(10_000), one(1)]))).toContain('at most 10000 cells');
  expect(await refusal(await link(Array(10_001).fill(one(0))))).toContain('at most 10000 edits');
});

describe('an experiment that cannot be put into a link', () => {
  test.each<[string, Partial<Experiment>]>([
    ['edits.0.cells.0.1', { edits: [{ tensor: 'x', cells: [[0, Number.NaN]] }] }],
    ['got Infinity', { edits: [{ tensor: 'x', cells: [[0, Infinity]] }] }],
    ['Setting "heads"', { settings: { heads: Number.NaN } }],
    ['Setting "foo" does not exist', { settings: { foo: 1 } }],
    ['is not base64', { weights: '???' }],
    ['expected "who-did-what"', { id: 'three-words' }],
  ])('%s', async (expected, changes) => {
    const error = await failure(encodeExperiment({ ...defaults, ...changes }, defaults));
    expect(error).toBeInstanceOf(ExperimentError);
    expect(error.message).toContain(expected);
  });
});
