/**
 * Makes `public/data/weather.json`: four years of daily weather in Seattle and New York.
 *
 *     node scripts/data/weather.mjs
 *
 * Source   npm package vega-datasets 3.2.1, file `weather.csv`: daily observations by the United
 *          States' National Oceanic and Atmospheric Administration (NOAA), 2012–2015.
 * Licence  A work of the United States Government. See `public/data/LICENSES.md`.
 * Needs    Node 20.19 or newer, this project's `node_modules`, `npm` and `tar`. The package is
 *          fetched once, by name, into `.cache/data/`.
 *
 * What it does
 * 1. Takes the highest and the lowest temperature (°C) and the precipitation (mm) of each day, and
 *    checks that no day is missing. (The wind is left out, for the package's word on its unit, km/h,
 *    does not fit its values.)
 * 2. Splits by time: 2012–2014 for training, 2015 for validation.
 * 3. Notes errors of simple forecasts of both temperatures, made 1 day and 7 days ahead for each day
 *    of 2015, as root-mean-square errors in °C:
 *    - persistence: as it is on the day of the forecast;
 *    - season: the mean of the training days at most 7 days away in the calendar;
 *    - season and persistence: season + φ · (today − season of today), φ by least squares on the
 *      training part.
 *
 * Nothing is drawn at random: the output depends on nothing but the package.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackage, say, verify, writeData } from './lib/source.mjs';

const PACKAGE = 'vega-datasets';
const VERSION = '3.2.1';
const PLACES = ['Seattle', 'New York'];
const DAY = 86_400_000;
const FIRST = Date.UTC(2012, 0, 1);
const FIRST_VALIDATION = Date.UTC(2015, 0, 1);
const END = Date.UTC(2016, 0, 1);
const TRAIN = (FIRST_VALIDATION - FIRST) / DAY;
const VALIDATION = (END - FIRST_VALIDATION) / DAY;
const HORIZONS = [1, 7];
const NEAR = 7;
const MAX_BYTES = 80_000;

const FIELDS = /** @type {const} */ ({
  tempMax: { column: 'temp_max', unit: '°C' },
  tempMin: { column: 'temp_min', unit: '°C' },
  precipitation: { column: 'precipitation', unit: 'mm' },
});

/** @typedef {Record<keyof typeof FIELDS, number[]>} Series */

const rows = readRows();
const places = PLACES.map((name) => {
  const series = readSeries(name);
  return {
    name,
    ...series,
    baselines: { tempMax: rmses(series.tempMax), tempMin: rmses(series.tempMin) },
  };
});

say('train', `${TRAIN} days of ${PLACES.length} places, 2012–2014`);
say('validation', `${VALIDATION} days of ${PLACES.length} places, 2015`);
for (const { name, baselines } of places) {
  for (const [field, ofField] of Object.entries(baselines)) {
    for (const { days, ...errors } of ofField) {
      const list = Object.entries(errors).map(([k, v]) => `${k} ${v.toFixed(2)}`);
      say(name, `${field}, ${days} d ahead: ${list.join(', ')} °C`);
    }
  }
}
writeData(
  'weather.json',
  {
    version: 1,
    title: 'Daily weather in Seattle and New York, 2012–2015',
    source: `npm ${PACKAGE} ${VERSION}, weather.csv; NOAA National Centers for Environmental Information`,
    licence: 'US Government work',
    units: Object.fromEntries(Object.entries(FIELDS).map(([name, { unit }]) => [name, unit])),
    firstDate: '2012-01-01',
    stepDays: 1,
    count: TRAIN + VALIDATION,
    train: { from: 0, count: TRAIN },
    validation: { from: TRAIN, count: VALIDATION },
    places,
  },
  MAX_BYTES,
);

/** @returns {Record<string, string>[]} */
function readRows() {
  const file = join(fetchPackage(PACKAGE, VERSION), 'data/weather.csv');
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
}

/** @param {string} place @returns {Series} */
function readSeries(place) {
  const ofPlace = rows.filter((row) => row.location === place);
  verify(ofPlace.length === TRAIN + VALIDATION, `${place} has ${ofPlace.length} days.`);
  ofPlace.forEach((row, i) => {
    verify(Date.parse(row.date) === FIRST + i * DAY, `${place} lacks a day before ${row.date}.`);
  });
  /** @param {keyof typeof FIELDS} name */
  const column = (name) =>
    ofPlace.map((row) => {
      const text = row[FIELDS[name].column];
      verify(text !== '' && Number.isFinite(Number(text)), `${name} on ${row.date}: "${text}"`);
      return Number(text);
    });
  return {
    tempMax: column('tempMax'),
    tempMin: column('tempMin'),
    precipitation: column('precipitation'),
  };
}

/** Day of the year as a share of it, 0 … 1. @param {number} day days since the first */
function season(day) {
  const date = new Date(FIRST + day * DAY);
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  const end = Date.UTC(date.getUTCFullYear() + 1, 0, 1);
  return (date.getTime() - start) / (end - start);
}

/** Errors on the validation part, in units of the values. @param {number[]} values */
function rmses(values) {
  const usual = values.map((_, day) => {
    let sum = 0;
    let count = 0;
    for (let other = 0; other < TRAIN; other++) {
      const apart = Math.abs(season(day) - season(other));
      if (Math.min(apart, 1 - apart) * 365.25 > NEAR + 0.5) continue;
      sum += values[other];
      count++;
    }
    return sum / count;
  });
  const anomaly = values.map((value, day) => value - usual[day]);
  return HORIZONS.map((days) => {
    let [xy, xx] = [0, 0];
    for (let t = days; t < TRAIN; t++) {
      xy += anomaly[t] * anomaly[t - days];
      xx += anomaly[t - days] ** 2;
    }
    const phi = xy / xx;
    return {
      days,
      persistence: rmse((t) => values[t - days]),
      season: rmse((t) => usual[t]),
      seasonAndPersistence: rmse((t) => usual[t] + phi * anomaly[t - days]),
    };
  });

  /** @param {(day: number) => number} forecast */
  function rmse(forecast) {
    let sum = 0;
    for (let t = TRAIN; t < TRAIN + VALIDATION; t++) sum += (values[t] - forecast(t)) ** 2;
    return Math.sqrt(sum / VALIDATION);
  }
}
