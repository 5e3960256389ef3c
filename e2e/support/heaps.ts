import type { Page } from '@playwright/test';
import { heapReader } from '../../scripts/lib/heap.mjs';

/** Bytes of typed arrays that are still in use, in the page and in its worker; 0 where the browser does not tell. */
export interface ArrayBytes {
  readonly page: number;
  readonly worker: number;
}

/** Gives a way to count the bytes of typed arrays, after all garbage is gone. */
export async function arrayCounter(page: Page): Promise<() => Promise<ArrayBytes>> {
  const heaps = await heapReader(page);
  return async () => {
    const { page, worker } = await heaps();
    return { page: page.arrays, worker: worker.arrays };
  };
}
