import type { Recurrence } from '../../../engine/session/client';

/** Values of a tensor, or nothing where they have not come yet. */
export type Values = (name: string) => ArrayLike<number> | undefined;

/** The numbers on the wires of one unit at one step, by the names that the diagram has for them. */
export type CellValues = Readonly<Record<string, number>>;

/** What a position of the trace holds of its gates, block by block of the weights. */
const BLOCKS: Readonly<Record<Recurrence['kind'], readonly string[]>> = {
  lstm: ['i', 'f', 'g', 'o'],
  gru: ['r', 'z', 'n'],
  rnn: ['h'],
};

/** Name of the tensor that holds a gate or state. */
export const partName = ({ path }: Recurrence, part: string): string => `${path}.${part}`;

/** Names of all tensors that the numbers of a cell come from. */
export function tensorsOfCell(layer: Recurrence): string[] {
  const { parts, projected, weights, bias, h0, c0, keep } = layer;
  return [...parts, projected, weights, bias, h0, c0, keep].filter((name) => name !== null);
}

/** Position walked before this one; null where it is the first. */
export function positionBefore({ reverse, steps }: Recurrence, t: number): number | null {
  const before = reverse ? t + 1 : t - 1;
  return before < 0 || before >= steps ? null : before;
}

/**
 * Every number of one unit j at one position t. Gates and states are read; what stands between them
 * is computed from what is read:
 * `x.G`: the input times its weights plus the bias; `u.G`: h before, times U; `pre.G`: their sum;
 * LSTM `fc` = f·c before, `ig` = i·g, `tanhc` = tanh c; GRU `m` = h before times U plus its bias,
 * `rm` = r·m, `zh` = z·h before, `zn` = (1 − z)·n. `before.h`, `before.c`: the states before.
 * @returns null while values are missing, or belong to a layer of another size
 */
export function cellValues(
  layer: Recurrence,
  t: number,
  unit: number,
  values: Values,
): CellValues | null {
  const { kind, hidden, steps, projected, weights, bias, h0, c0 } = layer;
  const blocks = BLOCKS[kind];
  const width = blocks.length * hidden;
  const [x, u] = [values(projected), values(weights)];
  const states = values(partName(layer, 'h'));
  if (x?.length !== steps * width || u?.length !== hidden * width) return null;
  if (states?.length !== steps * hidden) return null;
  const before = positionBefore(layer, t);
  const stateBefore = (part: string, initial: string | null): ((k: number) => number) => {
    const of = values(partName(layer, part));
    const first = initial === null ? undefined : values(initial);
    return (k) => (before === null ? (first?.[k] ?? 0) : (of?.[before * hidden + k] ?? Number.NaN));
  };
  const hBefore = stateBefore('h', h0);
  const found: Record<string, number> = { 'before.h': hBefore(unit) };
  for (const [block, gate] of blocks.entries()) {
    const column = block * hidden + unit;
    let recurrent = bias === null ? 0 : (values(bias)?.[column] ?? Number.NaN);
    for (let k = 0; k < hidden; k++) recurrent += hBefore(k) * u[k * width + column];
    found[`x.${gate}`] = x[t * width + column];
    found[`u.${gate}`] = recurrent;
    found[`pre.${gate}`] = x[t * width + column] + recurrent;
  }
  for (const part of layer.parts) {
    found[part.slice(layer.path.length + 1)] = values(part)?.[t * hidden + unit] ?? Number.NaN;
  }
  if (kind === 'lstm') {
    found['before.c'] = stateBefore('c', c0)(unit);
    found.fc = found.f * found['before.c'];
    found.ig = found.i * found.g;
    found.tanhc = Math.tanh(found.c);
  }
  if (kind === 'gru') {
    found.m = found['u.n'];
    found.rm = found.r * found.m;
    found['pre.n'] = found['x.n'] + found.rm;
    found.zh = found.z * found['before.h'];
    found.zn = (1 - found.z) * found.n;
  }
  return found;
}
