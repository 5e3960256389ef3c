/** Tensors without a name of their own are called after their operation and a number: `matmul#86`. */
export const isUnnamed = (name: string): boolean => name.includes('#');

/**
 * Names in few words: those on the same path are gathered behind it, those without a name become
 * their operation, once each. `a.b.q, a.b.k, matmul#1, matmul#2` → `a.b: q, k` and `matmul`.
 */
export function gathered(names: readonly string[]): string[] {
  const paths = new Map<string, string[]>();
  const operations = new Set<string>();
  for (const name of names) {
    if (isUnnamed(name)) {
      operations.add(name.slice(0, name.indexOf('#')));
      continue;
    }
    const dot = name.lastIndexOf('.');
    const path = name.slice(0, Math.max(dot, 0));
    paths.set(path, [...(paths.get(path) ?? []), name.slice(dot + 1)]);
  }
  const named = [...paths].map(([path, ends]) => {
    if (path === '') return ends.join(', ');
    return ends.length === 1 ? `${path}.${ends[0]}` : `${path}: ${ends.join(', ')}`;
  });
  return operations.size === 0 ? named : [...named, [...operations].join(', ')];
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

/** Bytes in the unit that leaves a number below 1024. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${UNITS[unit]}`;
}
