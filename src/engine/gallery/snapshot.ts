import * as v from 'valibot';
import { InputError } from '../tensor/errors';

/** Where trained models lie, under public/. */
export const SNAPSHOTS = 'trained';

const name = v.pipe(v.string(), v.maxLength(60));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const snapshotSchema = v.object({
  version: v.literal(1),
  id: name,
  seed: whole,
  step: whole,
  /** Of the project's history, when it was trained. */
  commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{7,40}$/)),
  /** Measure and value that it reached on held-out examples. */
  measure: v.picklist(['accuracy', 'exact', 'loss']),
  value: v.number(),
  /** Parameters and states of every model, base64 of little-endian f32. */
  weights: v.string(),
});

/** A model that the project's own script has trained, so that a class need not wait. */
export type Snapshot = v.InferOutput<typeof snapshotSchema>;

/** The experiments that have one. */
const indexSchema = v.array(name);

/** @throws InputError when it is none */
export function readSnapshot(content: unknown): Snapshot {
  const parsed = v.safeParse(snapshotSchema, content);
  if (parsed.success) return parsed.output;
  throw new InputError(`This is no trained model of this version: ${parsed.issues[0].message}.`);
}

/** @throws InputError when it is no list of names */
export function readSnapshotIndex(content: unknown): readonly string[] {
  const parsed = v.safeParse(indexSchema, content);
  if (parsed.success) return parsed.output;
  throw new InputError(`The list of trained models cannot be read: ${parsed.issues[0].message}.`);
}
