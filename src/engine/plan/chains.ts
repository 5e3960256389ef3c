import { layoutOf } from './join';
import type { Clusters } from './clusters';
import { rootOf, type Unit } from './unit';
import type { Node } from '../graph/node';

/**
 * Products that are added to one another, each the residual of the next, and that one dispatch can
 * compute as a single product with more terms: their operands lie at regular distances.
 */
export function chainsOf(units: readonly Unit[], clusters: Clusters): readonly (readonly Unit[])[] {
  const writer = new Map(
    units.flatMap((unit) => unit.outputs.map((node) => [node, unit] as const)),
  );
  const readers = new Map<Node, number>();
  for (const { inputs } of units) {
    for (const node of inputs) readers.set(rootOf(node), (readers.get(rootOf(node)) ?? 0) + 1);
  }
  const taken = new Set<Unit>();
  const chains: Unit[][] = [];
  for (const last of units.toReversed()) {
    if (taken.has(last)) continue;
    const chain = [last];
    for (;;) {
      const residual = residualOf(chain[0]);
      const previous = residual && writer.get(residual);
      if (!previous || !clusters.temporary(residual) || readers.get(residual) !== 1) break;
      if (!addable(previous, last)) break;
      chain.unshift(previous);
    }
    if (chain.length < 2 || !clusters.chain(chain)) continue;
    for (const unit of chain) taken.add(unit);
    chains.push(chain);
  }
  return chains;
}

function residualOf({ product, inputs }: Unit): Node | undefined {
  return product?.residual && !product.residual.slope && !product.bias
    ? rootOf(inputs[2])
    : undefined;
}

/** Whether two products can be one: nothing is done to the first, and they lie alike. */
function addable(first: Unit, second: Unit): boolean {
  const [p, q] = [first.product, second.product];
  if (!p || !q || p.bias || q.bias || (p.act ?? 'none') !== 'none' || p.residual?.slope) {
    return false;
  }
  return layoutOf(p) === layoutOf(q) && p.a.offset === q.a.offset && p.b.offset === q.b.offset;
}
