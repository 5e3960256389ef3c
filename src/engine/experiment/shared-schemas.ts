import * as v from 'valibot';

/** The most edited cells that an experiment may hold. */
export const MAX_CELLS = 10_000;
const MAX_STEP = 1_000_000;
const MAX_INDEX = 2 ** 31 - 1;

// The messages say what is allowed; `parse` in ./validate puts the place before them and what it got after.

/** A whole number from `min` to `max`. */
export const whole = (max: number, min = 0) => {
  const expected = `a whole number from ${min} to ${max}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(min, expected),
    v.maxValue(max, expected),
  );
};
export const step = whole(MAX_STEP);
export const index = whole(MAX_INDEX);

/**
 * `encoder.0.attn.q`, `grad:x`, an unnamed helper such as `matmul#12`, what an intervention found, such
 * as `computed:q`, a parameter of another model such as `head.W@1`.
 */
const TENSOR_NAME =
  /^(?:(?:grad|computed|changed|intervened|rule):){0,6}[A-Za-z][\w-]*(?:\.[A-Za-z0-9][\w-]*)*(?:#\d+|@[1-9]\d?)?$/;
export const tensorName = v.pipe(
  v.string('the name of a tensor'),
  v.maxLength(100, 'the name of a tensor, of at most 100 characters'),
  v.regex(TENSOR_NAME, 'the name of a tensor, such as "encoder.0.attn.q"'),
  v.check((name) => !(name in Object.prototype), 'the name of a tensor'),
);

export const CELL_VALUE = 'a finite number, or −Infinity (null in JSON) for a masked cell';
export const cellValue = v.pipe(
  v.nullable(v.number(CELL_VALUE)),
  // JSON writes −Infinity as null; no other number that JSON cannot write is allowed.
  v.transform((value) => value ?? -Infinity),
  v.check((value) => Number.isFinite(value) || value === -Infinity, CELL_VALUE),
);
