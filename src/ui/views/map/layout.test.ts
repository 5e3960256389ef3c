import { describe, expect, test } from 'vitest';
import { type Box, layOut, layOutFor, type MapLayout } from './layout';
import { structureOf } from './structure';

const flow = [
  { name: 'x', inputs: [] },
  { name: 'a.0.q', inputs: ['x'] },
  { name: 'a.0.k', inputs: ['x'] },
  { name: 'a.0.out', inputs: ['a.0.q', 'a.0.k'] },
  { name: 'a.1.q', inputs: ['a.0.out'] },
  { name: 'a.1.k', inputs: ['a.0.out'] },
  { name: 'a.1.out', inputs: ['a.1.q', 'a.1.k'] },
  { name: 'loss', inputs: ['a.1.out', 'x'] },
];
const size = { width: 40, height: 30 };
const laidOut = (...folded: string[]): MapLayout =>
  layOut(flow, structureOf(flow), new Set(folded), () => size, { outer: 'TB', inner: 'TB' });
const box = (map: MapLayout, name: string): Box =>
  map.tensors.find((one) => one.name === name) as Box;
const within = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

describe('the map of a model', () => {
  test('has every tensor, within its groups, and none on another', () => {
    const map = laidOut();
    expect(map.tensors.map(({ name }) => name).sort()).toEqual(flow.map(({ name }) => name).sort());
    for (const { group, ...area } of map.groups) {
      for (const { name, ...own } of map.tensors) {
        expect(within(own, area), `${name} in ${group.id}`).toBe(name.startsWith(`${group.id}.`));
      }
    }
    for (const a of map.tensors) {
      expect(within(a, map)).toBe(true);
      for (const b of map.tensors) if (a !== b) expect(apart(a, b)).toBe(true);
    }
  });

  test('goes from top to bottom', () => {
    const map = laidOut();
    for (const { name, inputs } of flow) {
      for (const from of inputs) {
        expect(box(map, from).y + size.height).toBeLessThanOrEqual(box(map, name).y);
      }
    }
    expect(map.links).toHaveLength(flow.flatMap(({ inputs }) => inputs).length);
  });

  test('goes to the right where that is seen larger', () => {
    const [high, wide] = [0.25, 4].map((proportions) =>
      layOutFor(proportions, flow, structureOf(flow), new Set(), () => size),
    );
    expect(high.height).toBeGreaterThan(high.width);
    expect(wide.width).toBeGreaterThan(wide.height);
    for (const { from, to, direction, points } of wide.links) {
      expect(direction).toBe('LR');
      expect(points[0].x).toBe(box(wide, from).x + size.width);
      expect(points.at(-1)?.x).toBe(box(wide, to).x);
    }
  });

  test('parts that are alike look alike', () => {
    const map = laidOut();
    const away = (layer: number): number[] =>
      ['q', 'k', 'out'].flatMap((name) => {
        const own = box(map, `a.${layer}.${name}`);
        const first = box(map, `a.${layer}.q`);
        return [own.x - first.x, own.y - first.y];
      });
    expect(away(1)).toEqual(away(0));
  });

  test('a folded group stands for all that it holds', () => {
    const map = laidOut('a.0');
    expect(map.tensors.map(({ name }) => name)).not.toContain('a.0.q');
    expect(map.groups.find(({ group }) => group.id === 'a.0')?.folded).toBe(true);
    const names = map.links.map(({ from, to }) => `${from} ${to}`).sort();
    expect(names).toEqual(
      [
        'x a.0',
        'a.0 a.1.q',
        'a.0 a.1.k',
        'a.1.q a.1.out',
        'a.1.k a.1.out',
        'a.1.out loss',
        'x loss',
      ].sort(),
    );
  });
});
