import { del, get, set } from 'idb-keyval';

/** First part of the paths under which a visitor's own data is kept. */
const OWN = 'own/';

/** What is kept under a path in this browser; null for paths of files that come with the page. */
export function openOwn(path: string): Promise<unknown> | null {
  return path.startsWith(OWN) ? get<unknown>(path) : null;
}

/** Keeps a visitor's own data in this browser, or removes it. */
export function keepOwn(path: string, value: unknown): Promise<void> {
  return value === undefined ? del(path) : set(path, value);
}
