import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { SpeedEvent } from './api';
import { measureSpeed } from './speed';

const openFile = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(`public/${path}`, 'utf8'));

async function measured(seconds: number, stopped: (events: SpeedEvent[]) => boolean) {
  const events: SpeedEvent[] = [];
  await measureSpeed({
    seconds,
    openFile,
    onEvent: (event) => events.push(event),
    stopped: () => stopped(events),
    kinds: ['cpu'],
  });
  return events;
}

describe('measureSpeed', () => {
  it('times the experiments that are to be timed, and two products', async () => {
    const events = await measured(0.02, () => false);
    const results = events.flatMap((event) => (event.type === 'result' ? [event.result] : []));
    expect(results.map(({ measure }) => measure)).toEqual([
      { what: 'training', id: 'who-did-what' },
      { what: 'training', id: 'when-was-it-said' },
      { what: 'training', id: 'translation' },
      { what: 'training', id: 'transformer-translation' },
      { what: 'product', size: 256 },
      { what: 'product', size: 1024 },
    ]);
    for (const { place, measure, value, runs, seconds } of results) {
      expect(place).toMatchObject({ kind: 'cpu', software: false });
      expect(seconds).toBeGreaterThanOrEqual(0.02);
      const each = measure.what === 'training' ? 1 : (2 * measure.size ** 3) / 1e9;
      expect(value).toBeCloseTo((each * runs) / seconds, 6);
    }
    expect(events.filter(({ type }) => type === 'begin')).toHaveLength(6);
    // Most of it goes into making data and models, which a busy machine takes its time for.
  }, 60_000);

  it('says nothing of what was stopped, and starts nothing after it', async () => {
    const events = await measured(10, (events) => events.length > 1);
    expect(events).toEqual([
      expect.objectContaining({ type: 'list' }),
      expect.objectContaining({ type: 'begin', measure: { what: 'training', id: 'who-did-what' } }),
    ]);
  });

  it('tells that there is no WebGPU here', async () => {
    const events: SpeedEvent[] = [];
    await measureSpeed({
      seconds: 0.01,
      openFile,
      onEvent: (event) => events.push(event),
      stopped: () => false,
      kinds: ['webgpu'],
    });
    expect(events.slice(1)).toEqual([{ type: 'absent', reason: 'no-webgpu' }]);
  });
});
