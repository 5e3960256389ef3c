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

/** One number less its mean and divided by its standard deviation. */
interface Standard {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Carbon dioxide in the air of Mauna Loa as a task of forecasting. The concentration itself rises from
 * year to year, beyond anything seen in training, so changes are forecast:
 *
 *   series  f32[T,1]  how much it changed in each of the last months (ppm, standardised)
 *   target  f32[1]    how much it will have changed `horizon` months after the last one (likewise)
 *
 * The error of a forecast change is that of the forecast concentration, as the last one is known.
 * Means and deviations are those of the training months alone. A held-out example forecasts a month
 * of the validation part, and may look at months before it. The baseline repeats the change over the
 * same months of the year before; its mean squared error is in the units of the target.
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
  if (!Number.isInteger(window) || window < YEAR || window + horizon >= train.count) {
    throw new InputError(
      `A window of ${window} months; it must be a whole number from ${YEAR} to ${train.count - horizon - 1}.`,
    );
  }
  const change = (to: number): number => values[to] - values[to - 1];
  /** What is to be forecast, by the last month that is known. */
  const ahead = (last: number): number => values[last + horizon] - values[last];
  const firstKnown = train.from + window;
  const lastOf = (part: typeof train): readonly number[] =>
    Array.from({ length: part.count }, (_, i) => part.from + i - horizon).filter(
      (last) => last >= firstKnown,
    );
  const months: Readonly<Record<SplitName, readonly number[]>> = {
    train: lastOf(train),
    validation: lastOf(validation),
  };
  const series = standardOf(
    Array.from({ length: train.count - 1 }, (_, i) => change(train.from + i + 1)),
  );
  const target = standardOf(months.train.map(ahead));

  const windowOf = (last: number): Float32Array =>
    Float32Array.from({ length: window }, (_, i) =>
      standard(change(last - window + 1 + i), series),
    );
  const splitOf = (lasts: readonly number[]): Split => {
    const all = new Float32Array(lasts.length * window);
    lasts.forEach((last, i) => {
      all.set(windowOf(last), i * window);
    });
    return {
      count: lasts.length,
      values: {
        series: all,
        target: Float32Array.from(lasts, (last) => standard(ahead(last), target)),
      },
    };
  };
  const nameOf = monthNames(file.firstMonth);
  const errors = months.validation.map(
    (last) => (ahead(last) - ahead(last - YEAR)) / target.deviation,
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
    measured: { unit: 'ppm', scales: { series, target } },
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
          target: { data: Float32Array.of(standard(ahead(last), target)), shape: [1] },
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

function standardOf(values: readonly number[]): Standard {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

function standard(value: number, { mean, deviation }: Standard): number {
  return (value - mean) / deviation;
}

/** `1964-05` and on, by the number of months since the first. */
function monthNames(first: string): (at: number) => string {
  const [year, month] = first.split('-').map(Number);
  return (at) => {
    const months = year * YEAR + month - 1 + at;
    return `${Math.floor(months / YEAR)}-${String((months % YEAR) + 1).padStart(2, '0')}`;
  };
}
