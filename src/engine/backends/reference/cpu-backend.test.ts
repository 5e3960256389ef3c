import { afterAll, describe, expect, test } from 'vitest';
import { OPS } from '../../ops/catalogue';
import { memoryVersion } from '../../tensor/memory';
import { disagreements } from '../../testing/kernel-checks';
import { poisoned } from '../../testing/samples';
import { region, stepFor } from '../../testing/steps';
import { CpuBackend } from './cpu-backend';

const cpu = new CpuBackend();
afterAll(() => {
  cpu.destroy();
});

describe('where tensors lie in memory shared with WebAssembly', () => {
  test.each(OPS.filter((op) => op.fast))('$name is what the reference says', async (op) => {
    const bad = op.samples.slice(0, 2).flatMap((sample) => poisoned(sample, Number.NaN));
    expect(await disagreements(op, [...op.samples, ...bad], cpu)).toEqual([]);
  });
});

/** A step that adds 1 to every element, through a view that it holds. */
function count(buffer: string, length: number) {
  const place = region(buffer, length);
  const step = stepFor('count', { source: '' }, [place], {
    reference:
      ([data]) =>
      () => {
        for (let i = 0; i < data.length; i++) data[i]++;
      },
  });
  return { place, step };
}

test('a program goes on when its memory has grown for another', async () => {
  const { place, step } = count('numbers', 5);
  cpu.allocate([{ name: 'numbers', length: 64 }]);
  cpu.write(place, Float32Array.of(1, 2, 3, 4, 5));
  const executable = await cpu.prepare([step]);
  executable.run(1);
  const before = memoryVersion();
  cpu.allocate([{ name: 'large', length: 40 * 2 ** 20 }]);
  expect(memoryVersion()).toBeGreaterThan(before);
  executable.run(2);
  expect(await cpu.read([place])).toEqual([Float32Array.of(4, 5, 6, 7, 8)]);
  cpu.free(['numbers', 'large']);
});

test('memory that is used again holds zeros', async () => {
  const { place } = count('again', 3);
  for (let i = 0; i < 2; i++) {
    cpu.allocate([{ name: 'again', length: 64 }]);
    expect(await cpu.read([place])).toEqual([new Float32Array(3)]);
    cpu.write(place, Float32Array.of(1, 2, 3));
    cpu.free(['again']);
  }
});

test('a buffer that is not there is named', async () => {
  await expect(cpu.read([region('nowhere', 1)])).rejects.toThrow('"nowhere"');
});
