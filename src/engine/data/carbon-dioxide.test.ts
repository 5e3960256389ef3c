import { describe, expect, it } from 'vitest';
import { openPublic } from '../testing/first-steps';
import { openCarbonDioxide } from './carbon-dioxide';

interface File {
  readonly values: readonly number[];
  readonly baselines: readonly { readonly months: number; readonly seasonAndTrend: number }[];
}
const file = (await openPublic('data/co2.json')) as File;
const { values } = file;
const open = (window = 48, horizon = 1) => openCarbonDioxide(openPublic, { window, horizon });
const TRAIN = 548;

/** Mean and standard deviation of some numbers. */
function momentsOf(numbers: readonly number[]): [number, number] {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  return [mean, Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length)];
}

describe('forecasts of carbon dioxide', () => {
  it('are of months in the training part, and of those after it', async () => {
    const { train, validation } = await open();
    expect(train.count).toBe(TRAIN - 1 - 48);
    expect(validation.count).toBe(124);
    expect(train.values.series).toHaveLength(train.count * 48);
    expect(validation.values.target).toHaveLength(124);
  });

  it('are changes, standardised by the training months alone', async () => {
    const { validation } = await open(48, 3);
    const known = Array.from({ length: TRAIN - 3 }, (_, i) => values[i + 3] - values[i]);
    const [mean, deviation] = momentsOf(known);
    // The first held-out forecast is of January 2010, from October 2009.
    const at = TRAIN - 3;
    const last = (values[at] - values[at - 3] - mean) / deviation;
    expect(validation.values.series[47]).toBeCloseTo(last, 5);
    const wanted = (values[at + 3] - values[at] - mean) / deviation;
    expect(validation.values.target[0]).toBeCloseTo(wanted, 5);
  });

  it.each(file.baselines)(
    '$months months ahead: the seasonal forecast errs as the script of the data says',
    async ({ months, seasonAndTrend }) => {
      const { baseline, measured } = await open(48, months);
      const known = values.slice(months, TRAIN).map((value, i) => value - values[i]);
      const [mean, deviation] = momentsOf(known);
      expect(measured).toEqual({
        unit: 'ppm',
        mean: expect.closeTo(mean, 9),
        deviation: expect.closeTo(deviation, 9),
      });
      expect(Math.sqrt(baseline?.value ?? 0) * deviation).toBeCloseTo(seasonAndTrend, 6);
    },
  );

  it('hold what the seasonal forecast repeats, a year before the month that is forecast', async () => {
    const { example, validation, baseline } = await open(24, 5);
    let sum = 0;
    for (let i = 0; i < validation.count; i++) {
      const { values: shown, sequences } = example('validation', i);
      const before = shown.series.data[sequences?.lags.indexOf('−12') ?? -1];
      sum += (shown.target.data[0] - before) ** 2;
    }
    expect(sum / validation.count).toBeCloseTo(baseline?.value ?? 0, 4);
  });

  it('name months, and lags back from the month that is forecast', async () => {
    const { example } = await open(12, 3);
    const { words, sequences, source } = example('validation', 0);
    expect(words.slice(-2)).toEqual(['2009-09', '2009-10']);
    expect(sequences?.lags.slice(-2)).toEqual(['−4', '−3']);
    expect(source).toContain('2010-01');
  });

  it('refuse windows, horizons and files that do not fit', async () => {
    await expect(open(11)).rejects.toThrow('A window of 11 months');
    await expect(open(48, 13)).rejects.toThrow('1 to 12 months');
    const other = openCarbonDioxide(async () => [], { window: 48, horizon: 1 });
    await expect(other).rejects.toThrow('data/co2.json is not a data file of this version');
  });
});
