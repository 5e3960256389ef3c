import { expect, it } from 'vitest';
import { nextAnywhere } from './next-anywhere';

it('visits every example before it comes back to the first', () => {
  for (const total of [1, 2, 3, 10, 144, 2000]) {
    const seen = new Set<number>();
    let index = 0;
    for (let i = 0; i < total; i++) {
      seen.add(index);
      index = nextAnywhere(index, total);
    }
    expect(index).toBe(0);
    expect(seen.size).toBe(total);
  }
});
