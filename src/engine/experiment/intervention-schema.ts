import * as v from 'valibot';
import { type Intervention, INTERVENTION_KINDS } from './schema';
import { cellValue, index, MAX_CELLS, step, tensorName, whole } from './shared-schemas';

/** The most interventions that an experiment may hold, those that were taken back included. */
const MAX_INTERVENTIONS = 200;
const MOST_AXES = 8;

const ASCENDING = 'a list of ascending positions, or null for all';
const positions = v.pipe(
  v.array(index, ASCENDING),
  v.minLength(1, 'a list of at least one position, or null for all'),
  v.maxLength(MAX_CELLS, `a list of at most ${MAX_CELLS} positions`),
  v.check((list) => list.every((at, i) => i === 0 || at > list[i - 1]), ASCENDING),
);

const SPANS = 'spans of steps in their order, only the last without an end';
const spans = v.pipe(
  v.array(
    v.strictTuple([step, v.nullable(step)], 'a span: from a step to another, or null'),
    SPANS,
  ),
  v.maxLength(1000, 'at most 1000 spans of steps'),
  v.check(
    (list) =>
      list.every(([from, to], i) => {
        const after = list[i + 1];
        return to === null ? !after : to > from && (!after || after[0] > to);
      }),
    SPANS,
  ),
);

const common = {
  tensor: tensorName,
  where: v.pipe(
    v.array(v.nullable(positions), 'a list with an entry for each axis'),
    v.maxLength(MOST_AXES, `at most ${MOST_AXES} axes`),
  ),
  on: v.boolean('true or false'),
  training: v.boolean('true or false'),
  trained: v.optional(spans),
  removed: v.optional(v.literal(true, 'true')),
};

const bare = <K extends string>(kind: K) => v.strictObject({ ...common, kind: v.literal(kind) });
const withValue = <K extends string>(kind: K) =>
  v.strictObject({ ...common, kind: v.literal(kind), value: cellValue });
const values = v.pipe(
  v.array(cellValue, 'a list of values'),
  v.maxLength(MAX_CELLS, `at most ${MAX_CELLS} values`),
);

const intervention = v.variant(
  'kind',
  [
    bare('zero'),
    bare('uniform'),
    bare('mean'),
    withValue('set'),
    withValue('scale'),
    v.strictObject({ ...common, kind: v.literal('shuffle'), seed: whole(2 ** 32 - 1) }),
    v.strictObject({ ...common, kind: v.literal('freeze'), values }),
    v.strictObject({
      ...common,
      kind: v.literal('patch'),
      values,
      from: v.strictObject({
        split: v.picklist(['train', 'validation'], '"train" or "validation"'),
        index,
      }),
    }),
  ],
  `an intervention of kind ${INTERVENTION_KINDS.map((kind) => `"${kind}"`).join(', ')}`,
);

/** Interventions of an experiment; that their tensors exist is checked when it is loaded. */
export const interventionsSchema = v.pipe(
  v.array(intervention, 'a list of interventions'),
  v.maxLength(MAX_INTERVENTIONS, `at most ${MAX_INTERVENTIONS} interventions`),
  v.check(
    (list) =>
      list.reduce((sum, one) => sum + ('values' in one ? one.values.length : 0), 0) <= MAX_CELLS,
    `interventions with at most ${MAX_CELLS} values in all (take some back)`,
  ),
  v.transform((list): readonly Intervention[] => list as readonly Intervention[]),
);
