import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GALLERY } from '../../gallery';
import { onCpu } from '../select-backend';
import { Session } from '../session';

const open = async (path: string): Promise<unknown> =>
  JSON.parse(readFileSync(new URL(`../../../../public/${path}`, import.meta.url), 'utf8'));

/** Those that need a visitor's own data are the same models on other words. */
const ids = GALLERY.map(({ id }) => id).filter((id) => !id.startsWith('own-'));

describe.each(ids)('%s', (id) => {
  test('can be asked about, each of its models', async () => {
    const { backend, info } = onCpu('forced');
    const session = new Session(backend, info, open, () => undefined);
    const defaults = await session.defaults(id);
    const { runs, data } = await session.load(defaults);
    if (!data) return;
    for (const run of runs.keys()) {
      const { tensors } = await session.showRun(run);
      const has = (name: string) => tensors.some((info) => info.name === name);
      const patterns = tensors.filter(
        ({ name }) => /(^|\.)pattern$/.test(name) && !name.endsWith('.whole.pattern'),
      );
      if (has('loss') && patterns.length > 0) {
        const [{ name: layer }] = patterns;
        const request = { layer, head: 0, kind: 'uniform', on: 'example' } as const;
        const { loss } = await session.ask('ablate', request);
        expect(loss).toBeCloseTo((await session.read('loss')).data[0], 4);
      }
      if (!has('logits') || !has('probabilities')) continue;
      const found = await session.ask('attribution', { steps: 16 });
      expect(found.features.length).toBeGreaterThan(0);
      for (const { shape, integrated, gradientInput, occlusion } of found.features) {
        const count = shape.reduce((all, size) => all * size, 1);
        for (const values of [integrated, gradientInput, occlusion]) {
          expect(values).toHaveLength(count);
          expect(values.every(Number.isFinite)).toBe(true);
        }
      }
      const parts = await session.ask('logitAttribution', {});
      expect(parts.total).toBeCloseTo(parts.logit, 3);
      if (patterns.length === 0) continue;
      const other = await session.ask('otherAttention', { count: 4 });
      // Attention that starts with a weight of 0 has no part in the answer yet.
      if (!other) expect(id).toBe('picture-from-noise');
      for (const distance of other?.distances ?? []) {
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(1);
      }
    }
    await session.close();
  }, 60_000);
});
