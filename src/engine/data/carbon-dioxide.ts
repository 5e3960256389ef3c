import * as v from 'valibot';
import { InputError } from '../tensor/errors';
import type { Dataset, ShownExample, Split, SplitName } from './dataset';

const FILE = 'data/co2.json';
const YEAR = 12;

const partSchema = v.object({
  from: v.pipe(v.number(), v.integer()),
  count: v.pipe(v.number(), v.integer()),
});
const fileSchema = v.object({
  version: v.literal(1),
  firstMonth: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}$/)),
  stepMonths: v.literal(1),
  train: partSchema,
  validation: partSchema,
  values: v.array(v.number()),
});
type File = v.InferOutput<typeof fileSchema>;

export interface CarbonDioxideOptions {
  /** Months that a forecast may look at, at least 12. */
  readonly window: number;
  /** Months from the last one known to the one that is forecast, 1 to 12. */
  readonly horizon: number;
}

/**
 * Carbon dioxide in the air of Mauna Loa as a task of forecasting. The concentration itself rises from
 * year to year, beyond anything seen in training, so changes over `horizon` months are forecast:
 *
 *   series  f32[T,1]  the change up to each of the last months (ppm, standardised)
 *   target  f32[1]    the change from the last of them on (likewise)
 *
 * The error of a forecast change is that of the forecast concentration, as the last one is known.
 * Mean and deviation are those of the training months alone. A held-out example forecasts a month of
 * the validation part, and may look at months before it. The baseline repeats the change over the same
 * months of the year before, which is one of the series; its mean squared error is in the units of
 * the target.
 * @throws InputError when the file is missing or not what its script writes, or a window does not fit
 */
export async function openCarbonDioxide(
  open: (path: string) => Promise<unknown>,
  options: CarbonDioxideOptions,
): Promise<Dataset> {
  const parsed = v.safeParse(fileSchema, await open(FILE));
  if (!parsed.success) {
    throw new InputError(
      `${FILE} is not a data file of this version: ${parsed.issues[0].message}.`,
    );
  }
  return forecasts(parsed.output, options);
}

function forecasts(file: File, { window, horizon }: CarbonDioxideOptions): Dataset {
  const { values, train, validation } = file;
  if (!Number.isInteger(horizon) || horizon < 1 || horizon > YEAR) {
    throw new InputError(`A forecast ${horizon} months ahead; it must be 1 to ${YEAR} months.`);
  }
  if (!Number.isInteger(window) || window < YEAR || window + 2 * horizon > train.count) {
    throw new InputError(
      `A window of ${window} months; it must be a whole number from ${YEAR} to ${train.count - 2 * horizon}.`,
    );
  }
  const change = (to: number): number => values[to] - values[to - horizon];
  const firstKnown = train.from + horizon + window - 1;
  const lastOf = (part: typeof train): readonly number[] =>
    Array.from({ length: part.count }, (_, i) => part.from + i - horizon).filter(
      (last) => last >= firstKnown,
    );
  const months: Readonly<Record<SplitName, readonly number[]>> = {
    train: lastOf(train),
    validation: lastOf(validation),
  };
  const { mean, deviation } = momentsOf(
    Array.from({ length: train.count - horizon }, (_, i) => change(train.from + horizon + i)),
  );
  const standard = (to: number): number => (change(to) - mean) / deviation;

  const windowOf = (last: number): Float32Array =>
    Float32Array.from({ length: window }, (_, i) => standard(last - window + 1 + i));
  const splitOf = (lasts: readonly number[]): Split => {
    const all = new Float32Array(lasts.length * window);
    lasts.forEach((last, i) => {
      all.set(windowOf(last), i * window);
    });
    return {
      count: lasts.length,
      values: { series: all, target: Float32Array.from(lasts, (last) => standard(last + horizon)) },
    };
  };
  const nameOf = monthNames(file.firstMonth);
  const errors = months.validation.map(
    (last) => standard(last + horizon) - standard(last + horizon - YEAR),
  );
  return {
    fields: {
      series: { dtype: 'f32', shape: [window, 1], axes: ['T', 'C'] },
      target: { dtype: 'f32', shape: [1], axes: ['C'] },
    },
    train: splitOf(months.train),
    validation: splitOf(months.validation),
    classes: [],
    vocabulary: [],
    shipped: true,
    measured: { unit: 'ppm', mean, deviation },
    baseline: {
      name: 'seasonal',
      measure: 'loss',
      value: errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length,
    },
    example: (split, index): ShownExample => {
      const last = months[split][index];
      const places = Array.from({ length: window }, (_, i) => last - window + 1 + i);
      const words = places.map(nameOf);
      return {
        values: {
          series: { data: windowOf(last), shape: [window, 1] },
          target: { data: Float32Array.of(standard(last + horizon)), shape: [1] },
        },
        text: `${words[0]} … ${words[window - 1]}`,
        words,
        // Counted back from the month that is forecast, so that −12 is a year before it.
        sequences: { lags: places.map((place) => `−${last + horizon - place}`) },
        unknown: words.map(() => false),
        target: null,
        source: `Scripps CO2 Program, Mauna Loa → ${nameOf(last + horizon)}`,
      };
    },
  };
}

/** Mean and standard deviation. */
function momentsOf(numbers: readonly number[]): { mean: number; deviation: number } {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** `1964-05` and on, by the number of months since the first. */
function monthNames(first: string): (at: number) => string {
  const [year, month] = first.split('-').map(Number);
  return (at) => {
    const months = year * YEAR + month - 1 + at;
    return `${Math.floor(months / YEAR)}-${String((months % YEAR) + 1).padStart(2, '0')}`;
  };
}
