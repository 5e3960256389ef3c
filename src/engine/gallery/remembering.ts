/**
 * Keeps the last thing that was made, for as long as the same is asked for: so a change of the
 * learning rate does not make the data anew.
 */
export function remembering<T>(): (key: string, make: () => Promise<T>) => Promise<T> {
  let last: { readonly key: string; readonly made: Promise<T> } | null = null;
  return (key, make) => {
    if (last?.key === key) return last.made;
    const made = make().catch((error: unknown) => {
      // What has failed is tried again.
      if (last?.made === made) last = null;
      throw error;
    });
    last = { key, made };
    return made;
  };
}
