import { describe, expect, it } from 'vitest';
import type { SpeedEvent, SpeedPlace } from '../../../engine/session/client';
import { afterEvent, asJson, asText, formatSpeed, noTest, sameMeasure } from './speed-test';

const cpu: SpeedPlace = { kind: 'cpu', adapter: 'CPU', software: false, threads: 8 };
const training = { what: 'training', id: 'who-did-what' } as const;
const product = { what: 'product', size: 256 } as const;
const events: SpeedEvent[] = [
  { type: 'list', measures: [training, product] },
  { type: 'begin', place: cpu, measure: training },
  {
    type: 'result',
    result: { place: cpu, measure: training, value: 1234.5, runs: 3704, seconds: 3.0004 },
  },
  { type: 'begin', place: cpu, measure: product },
  { type: 'failed', place: cpu, measure: product, message: 'no memory' },
  { type: 'absent', reason: 'no-webgpu' },
];
const where = { agent: 'a browser', date: '2030-01-02' };

describe('afterEvent', () => {
  it('gathers what was measured, what failed and what is not there', () => {
    const test = events.reduce(afterEvent, noTest);
    expect(test).toMatchObject({ places: { cpu }, current: null, absent: 'no-webgpu' });
    expect(test.results).toHaveLength(1);
    expect(test.failures).toEqual([{ kind: 'cpu', measure: product, message: 'no memory' }]);
  });

  it('knows what is being measured', () => {
    const test = events.slice(0, 2).reduce(afterEvent, noTest);
    expect(test.current).toEqual({ kind: 'cpu', measure: training });
  });
});

describe('the results', () => {
  const test = events.reduce(afterEvent, noTest);

  it('can be read by machines', () => {
    expect(JSON.parse(asJson(test, where))).toMatchObject({
      agent: 'a browser',
      seconds: 3,
      results: [{ measure: training, value: 1234.5, runs: 3704 }],
    });
  });

  it('can be read by people', () => {
    const words = {
      title: 'speed',
      nameOf: () => 'Who?',
      unitOf: () => 'steps/s',
      placeOf: () => 'CPU, 8 threads',
    };
    expect(asText(test, words, where)).toBe(
      'Heed: speed\n2030-01-02; a browser\nCPU, 8 threads\n  Who?: 1230 steps/s',
    );
  });

  it('have three figures', () => {
    const shown = [0.4321, 5.678, 56.78, 567.8, 12_345].map((n) => formatSpeed(n, String));
    expect(shown).toEqual(['0.43', '5.68', '56.8', '568', '12345']);
  });
});

it('tells measures apart', () => {
  expect(sameMeasure(training, { ...training })).toBe(true);
  expect(sameMeasure(training, { ...training, id: 'when-was-it-said' })).toBe(false);
  expect(sameMeasure(product, { ...product, size: 1024 })).toBe(false);
  expect(sameMeasure(product, training)).toBe(false);
});
