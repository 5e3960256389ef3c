import { describe, expect, it } from 'vitest';
import { formatBytes, gathered } from './names';

describe('gathered', () => {
  it('puts names on one path behind it', () => {
    expect(gathered(['a.b.q', 'a.b.k', 'a.out', 'x'])).toEqual(['a.b: q, k', 'a.out', 'x']);
  });

  it('calls unnamed tensors by their operation, once', () => {
    expect(gathered(['matmul#18', 'a.q', 'scale#2', 'matmul#23'])).toEqual([
      'a.q',
      'matmul, scale',
    ]);
  });

  it('has nothing to say about nothing', () => {
    expect(gathered([])).toEqual([]);
  });
});

describe('formatBytes', () => {
  it('keeps three figures', () => {
    expect([0, 512, 1024, 883_968, 1_792_768, 3 * 2 ** 30].map(formatBytes)).toEqual([
      '0 B',
      '512 B',
      '1.00 KiB',
      '863 KiB',
      '1.71 MiB',
      '3.00 GiB',
    ]);
  });
});
