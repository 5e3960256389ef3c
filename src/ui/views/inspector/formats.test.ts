import { describe, expect, test } from 'vitest';
import { asCsv, asNpy, asPython } from './formats';

const matrix = Float32Array.of(1, 0.1, -2.5, Number.NaN, Infinity, -Infinity);

describe('a tensor for other programs', () => {
  test('as Python', () => {
    expect(asPython([2, 3], matrix)).toBe(
      'import numpy as np\n\nx = np.array([[1, 0.1, -2.5],\n              [np.nan, np.inf, -np.inf]], dtype=np.float32)\n',
    );
    expect(asPython([], Float32Array.of(0.25))).toContain('np.array(0.25, dtype=np.float32)');
    expect(asPython([2], Int32Array.of(3, 4))).toContain('np.array([3, 4], dtype=np.int32)');
  });

  test('as CSV, with the indices of the axes before the last', () => {
    expect(asCsv([2, 3], ['Tq', 'Tk'], matrix)).toBe('Tq,0,1,2\n0,1,0.1,-2.5\n1,nan,inf,-inf\n');
    expect(asCsv([2, 1, 2], ['H', 'T', 'D'], Float32Array.of(1, 2, 3, 4))).toBe(
      'H,T,0,1\n0,0,1,2\n1,0,3,4\n',
    );
    expect(asCsv([], [], Float32Array.of(7))).toBe('0\n7\n');
  });

  test('as .npy, byte for byte as its format says', () => {
    const bytes = asNpy([1, 2], Float32Array.of(1, -2));
    expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    const length = bytes[8] + 256 * bytes[9];
    expect((10 + length) % 64).toBe(0);
    const head = new TextDecoder().decode(bytes.subarray(10, 10 + length));
    expect(head.trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }");
    expect(head.endsWith('\n')).toBe(true);
    // 1 and −2 in IEEE 754, little-endian.
    expect([...bytes.subarray(10 + length)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
    expect(new TextDecoder().decode(asNpy([3], Int32Array.of(1, 2, 3)).subarray(10, 70))).toContain(
      "'descr': '<i4', 'fortran_order': False, 'shape': (3,), }",
    );
  });

  test('numbers come back as they were', () => {
    const data = Float32Array.from(
      { length: 200 },
      (_, i) => Math.sin(i * 12.9898) * 10 ** (i % 9),
    );
    const lines = asCsv([200], ['T'], data).split('\n')[1].split(',').map(Number);
    expect(Float32Array.from(lines)).toEqual(data);
  });
});
