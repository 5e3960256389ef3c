/**
 * How an edit names a parameter where several models are trained side by side: those of the first by
 * their name, those of others by `NAME@NUMBER`.
 */
export function parameterKey(name: string, run: number): string {
  return run === 0 ? name : `${name}@${run}`;
}

/** The parameter that a key names, and the model that it belongs to. */
export function parameterOf(key: string): { readonly name: string; readonly run: number } {
  const at = key.lastIndexOf('@');
  return at < 0
    ? { name: key, run: 0 }
    : { name: key.slice(0, at), run: Number(key.slice(at + 1)) };
}
