/**
 * Makes `public/data/co2.json`: carbon dioxide in the air on Mauna Loa, month by month.
 *
 *     node scripts/data/co2.mjs
 *
 * Source   npm package vega-datasets 3.2.1, file `co2-concentration.csv`: monthly in-situ record of
 *          the Scripps CO2 Program, Mauna Loa Observatory, Hawaii.
 * Licence  Creative Commons Attribution 4.0. See `public/data/LICENSES.md`.
 * Needs    Node 20.19 or newer, this project's `node_modules`, `npm` and `tar`. The package is
 *          fetched once, by name, into `.cache/data/`.
 *
 * What it does
 * 1. Takes the concentration (parts per million, adjusted to the 15th of each month) from May 1964,
 *    after which no month is missing, to April 2020; the seasonally adjusted column is left out.
 * 2. Splits by time: up to December 2009 for training, from January 2010 for validation.
 * 3. Notes errors of simple forecasts on the validation part, as root-mean-square errors in ppm,
 *    1 month and 12 months ahead:
 *    - persistence: as it is in the month of the forecast;
 *    - season: as it was in the same month of the year before;
 *    - season and trend: that, and the change over the twelve months up to the month of the forecast.
 *
 * Nothing is drawn at random: the output depends on nothing but the package.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackage, say, verify, writeData } from './lib/source.mjs';

const PACKAGE = 'vega-datasets';
const VERSION = '3.2.1';
const FIRST = '1964-05-01';
const FIRST_VALIDATION = '2010-01-01';
const HORIZONS = [1, 12];
const YEAR = 12;
const MAX_BYTES = 20_000;

const rows = readFileSync(
  join(fetchPackage(PACKAGE, VERSION), 'data/co2-concentration.csv'),
  'utf8',
)
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(','))
  .filter(([date]) => date >= FIRST);
rows.forEach(([date], i) => {
  const expected = new Date(Date.UTC(1964, 4 + i, 1)).toISOString().slice(0, 10);
  verify(date === expected, `Month ${i} is ${date}; expected ${expected}.`);
});
const values = rows.map(([, co2]) => Number(co2));
verify(
  values.every((value) => value > 300 && value < 500),
  'A value is not in parts per million.',
);
const train = rows.findIndex(([date]) => date === FIRST_VALIDATION);
const validation = rows.length - train;

const baselines = HORIZONS.map((months) => ({
  months,
  persistence: rmse((t) => values[t - months]),
  season: rmse((t) => values[t - YEAR]),
  seasonAndTrend: rmse((t) => values[t - YEAR] + values[t - months] - values[t - months - YEAR]),
}));

say('train', `${train} months, ${rows[0][0]} … ${rows[train - 1][0]}`);
say('validation', `${validation} months, ${rows[train][0]} … ${rows[rows.length - 1][0]}`);
for (const { months, ...errors } of baselines) {
  const list = Object.entries(errors).map(([name, error]) => `${name} ${error.toFixed(3)}`);
  say('baseline', `${months} months ahead: ${list.join(', ')} ppm`);
}
writeData(
  'co2.json',
  {
    version: 1,
    title: 'Carbon dioxide in the air, Mauna Loa, 1964–2020',
    source: `npm ${PACKAGE} ${VERSION}, co2-concentration.csv; Scripps CO2 Program`,
    licence: 'CC BY 4.0, Scripps CO2 Program, Scripps Institution of Oceanography',
    unit: 'ppm',
    firstMonth: FIRST.slice(0, 7),
    stepMonths: 1,
    count: rows.length,
    train: { from: 0, count: train },
    validation: { from: train, count: validation },
    baselines,
    values,
  },
  MAX_BYTES,
);

/** Error on the validation part. @param {(month: number) => number} forecast */
function rmse(forecast) {
  let sum = 0;
  for (let t = train; t < values.length; t++) sum += (values[t] - forecast(t)) ** 2;
  return Math.sqrt(sum / validation);
}
