import * as v from 'valibot';
import { fromBase64 } from './bytes';
import { interventionsSchema } from './intervention-schema';
import { type Edit, MOST_FRAMES, MOST_PIXELS } from './schema';
import { CELL_VALUE, cellValue, index, MAX_CELLS, step, tensorName, whole } from './shared-schemas';

const MAX_TEXT = 2_000;

const editsSchema = v.pipe(
  v.array(
    v.strictObject(
      {
        tensor: tensorName,
        step: v.optional(step),
        cells: v.array(v.strictTuple([index, cellValue], 'a pair of position and value'), 'a list'),
      },
      'an edit',
    ),
    'a list of edits',
  ),
  v.maxLength(MAX_CELLS, `at most ${MAX_CELLS} edits`),
  v.check(
    (edits) => edits.reduce((sum, { cells }) => sum + cells.length, 0) <= MAX_CELLS,
    `edits of at most ${MAX_CELLS} cells in all (take some back)`,
  ),
);

/** The edits of one tensor in a link: name, step, first position and the distances to the next, values. */
const packedEdits = v.pipe(
  v.array(
    v.strictTuple(
      [
        v.string('the name of a tensor'),
        v.nullable(v.number('a step')),
        v.array(v.pipe(v.number('a position'), v.safeInteger('a position')), 'a list of positions'),
        v.array(v.nullable(v.number(CELL_VALUE)), 'a list of values'),
      ],
      'name, step, positions and values',
    ),
    'a list of edits',
  ),
  v.everyItem(
    ([, , positions, values]) => positions.length === values.length,
    'as many positions as values',
  ),
  v.transform((edits) =>
    edits.map(([tensor, step, distances, values]) => {
      let position = 0;
      const cells = distances.map((distance, i) => [(position += distance), values[i]]);
      return { tensor, ...(step === null ? {} : { step }), cells };
    }),
  ),
  editsSchema,
);

/** Edits → their form in a link. */
export function packEdits(edits: readonly Edit[]): v.InferInput<typeof packedEdits> {
  return edits.map(({ tensor, step, cells }) => [
    tensor,
    step ?? null,
    cells.map(([position], i) => position - (i === 0 ? 0 : cells[i - 1][0])),
    cells.map(([, value]) => (value === -Infinity ? null : value)),
  ]);
}

const record = v.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'an object',
);

const viewSchema = v.pipe(
  record,
  v.strictObject({
    mode: v.optional(
      v.picklist(['forward', 'gradient', 'difference'], '"forward", "gradient" or "difference"'),
    ),
    tensor: v.optional(tensorName),
    cell: v.optional(v.pipe(v.array(index, 'a list'), v.maxLength(8, 'at most 8 numbers'))),
    head: v.optional(index),
    layer: v.optional(index),
    look: v.optional(
      v.pipe(v.string('text'), v.regex(/^[a-z][a-z-]{0,29}$/, 'the name of a view')),
    ),
  }),
);

const side = whole(MOST_PIXELS, 1);

const pictureSchema = v.strictObject({
  kind: v.literal('picture'),
  width: side,
  height: side,
  channels: v.picklist([1, 3], '1 (grey) or 3 (red, green, blue)'),
  pixels: v.string('base64 text'),
});

/** Bytes of a frame of sound: its bands, see ../data/log-mel. */
const BANDS = 24;
const SOUND = `base64 of 1 to ${MOST_FRAMES} frames of ${BANDS} bytes`;

const exampleSchema = v.variant(
  'kind',
  [
    v.strictObject({
      kind: v.literal('data'),
      split: v.picklist(['train', 'validation'], '"train" or "validation"'),
      index,
    }),
    v.strictObject({
      kind: v.literal('text'),
      text: v.pipe(
        v.string('text'),
        v.maxLength(MAX_TEXT, `text of at most ${MAX_TEXT} characters`),
      ),
    }),
    v.pipe(
      pictureSchema,
      v.check(
        ({ width, height, channels, pixels }) =>
          fromBase64(pixels)?.length === width * height * channels,
        'a picture whose pixels are base64 of width × height × channels bytes',
      ),
    ),
    v.strictObject({
      kind: v.literal('sound'),
      frames: v.pipe(v.string(SOUND), v.check(isSound, SOUND)),
    }),
  ],
  'an example of kind "data", "text", "picture" or "sound"',
);

function isSound(text: string): boolean {
  // Base64 has four characters for three bytes: what is too long is not decoded.
  const most = 4 * Math.ceil((MOST_FRAMES * BANDS) / 3);
  const length = text.length > most ? 0 : (fromBase64(text)?.length ?? 0);
  return length > 0 && length % BANDS === 0;
}

const common = {
  seed: v.optional(whole(2 ** 32 - 1)),
  settings: v.optional(record),
  example: v.optional(exampleSchema),
  step: v.optional(step),
  run: v.optional(whole(99)),
  interventions: v.optional(interventionsSchema),
};

/** Name of an experiment, in an address. */
export const EXPERIMENT_ID = /^[a-z][a-z0-9-]{0,59}$/;

/** What a link says besides the experiment's name and its weights. */
export const linkSchema = v.pipe(
  record,
  v.strictObject({
    ...common,
    edits: v.optional(packedEdits),
    view: v.optional(v.nullable(viewSchema)),
  }),
);

/** An experiment as a script gives it. */
export const experimentSchema = v.pipe(
  record,
  v.strictObject({
    ...common,
    version: v.literal(1, '1'),
    id: v.pipe(
      v.string('the name of an experiment'),
      v.regex(EXPERIMENT_ID, 'the name of an experiment'),
    ),
    edits: v.optional(editsSchema),
    weights: v.optional(v.string('base64 text')),
    view: v.optional(viewSchema),
  }),
);
