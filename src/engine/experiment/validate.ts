import * as v from 'valibot';
import { ExperimentError } from '../tensor/errors';
import { interventionsSchema } from './intervention-schema';
import type { Experiment, ExperimentId, Intervention } from './schema';
import { experimentSchema, linkSchema } from './validators';
import { mergeSettings } from './settings';
import { show } from './show';
import { weightsFromBase64 } from './weights';

/** What differs from the defaults; `view: null` is an experiment without a view. */
type Changes = Omit<v.InferOutput<typeof linkSchema>, 'settings'> & {
  settings?: object;
  weights?: string;
};

/**
 * Reads what a link holds besides the experiment's name; whatever it leaves out is as in `defaults`,
 * except for the weights, which it gives or has not.
 * @throws ExperimentError naming the place, what it got and what is allowed.
 */
export function experimentFromLink(
  value: unknown,
  weights: string | undefined,
  defaults: Experiment,
): Experiment {
  return complete({ ...parse(linkSchema, value), weights }, defaults);
}

/**
 * Checks an experiment that comes from outside, e.g. from a script. `version` and `id` must be
 * there; seed, settings, example, step and edits may be left out and are then as in the defaults.
 * Settings are checked for name and type only: their ranges are checked by `validateSettings`.
 * @throws ExperimentError naming the place, what it got and what is allowed.
 */
export async function experimentFromJson(
  value: unknown,
  defaultsOf: (id: ExperimentId) => Promise<Experiment> | Experiment,
): Promise<Experiment> {
  if (typeof value === 'object' && value !== null && 'version' in value) {
    const { version } = value;
    if (typeof version === 'number' && version > 1) {
      throw new ExperimentError(
        `This experiment was made by a newer version of Heed (format ${version}; this one reads format 1). Reload the page to get the newest version.`,
      );
    }
  }
  const parsed = parse(experimentSchema, value);
  if (parsed.weights !== undefined) weightsFromBase64(parsed.weights);
  return complete({ ...parsed, view: parsed.view ?? null }, await defaultsOf(parsed.id));
}

/**
 * Checks interventions that come from outside, as far as that needs no model.
 * @throws ExperimentError naming the place, what it got and what is allowed.
 */
export function interventionsFromJson(value: unknown): readonly Intervention[] {
  return parse(v.strictObject({ interventions: interventionsSchema }), { interventions: value })
    .interventions;
}

function complete(changes: Changes, defaults: Experiment): Experiment {
  const view = changes.view === undefined ? defaults.view : changes.view;
  return {
    version: 1,
    id: defaults.id,
    seed: changes.seed ?? defaults.seed,
    settings: mergeSettings(defaults.settings, changes.settings ?? {}),
    example: changes.example ?? defaults.example,
    step: changes.step ?? defaults.step,
    edits: changes.edits ?? defaults.edits,
    ...(changes.interventions?.length ? { interventions: changes.interventions } : {}),
    ...(changes.run ? { run: changes.run } : {}),
    ...(changes.weights === undefined ? {} : { weights: changes.weights }),
    ...(view ? { view } : {}),
  };
}

function parse<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const keys = (issue.path ?? []).map((item) => String(item.key));
  if (issue.type === 'strict_object' && issue.expected !== 'Object') {
    const key = show(keys.pop());
    throw new ExperimentError(
      issue.expected === 'never'
        ? `Experiment: unknown key ${key} in ${place(keys)}.`
        : `Experiment: ${key} is missing in ${place(keys)}.`,
    );
  }
  throw new ExperimentError(
    `Experiment: ${place(keys)} must be ${issue.message}; got ${show(issue.input)}.`,
  );
}

const place = (keys: readonly string[]): string => (keys.length === 0 ? 'it' : keys.join('.'));
