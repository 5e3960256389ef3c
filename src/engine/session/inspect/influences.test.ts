import { describe, expect, test } from 'vitest';
import type { Influence } from './influences';
import { onCpu } from '../select-backend';
import { Session } from '../session';

async function open(id: string, settings: Record<string, number> = {}): Promise<Session> {
  const { backend, info } = onCpu('forced');
  const noFiles = () => Promise.reject(new Error('no file is needed here'));
  const session = new Session(backend, info, noFiles, () => undefined);
  const defaults = await session.defaults(id);
  await session.load({ ...defaults, settings: { ...defaults.settings, ...settings } });
  return session;
}

const named = (found: readonly Influence[]): Set<string> =>
  new Set(found.flatMap(({ name, cells }) => cells.map((cell) => `${name}[${cell.join()}]`)));

/** Every cell of some tensors whose explanation names the cell: the long way round. */
async function explained(session: Session, names: readonly string[], cell: string) {
  const found = new Set<string>();
  for (const name of names) {
    const { shape } = await session.read(name);
    const count = shape.reduce((all, length) => all * length, 1);
    for (let flat = 0; flat < count; flat++) {
      const index: number[] = [];
      for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
        index.unshift(rest % shape[axis]);
        rest = Math.floor(rest / shape[axis]);
      }
      const { terms } = await session.explain(name, index);
      const isNamed = terms.some(
        (t) =>
          `${t.name}[${t.index.join()}]` === cell ||
          `${t.weightName}[${t.weightIndex?.join()}]` === cell,
      );
      if (isNamed) found.add(`${name}[${index.join()}]`);
    }
  }
  return found;
}

describe('what is computed from a cell', () => {
  const cases: [string, number[]][] = [
    ['q', [0, 1]],
    ['k', [2, 0]],
    ['v', [1, 2]],
    ['scores', [1, 1]],
    ['pattern', [2, 0]],
    ['out', [0, 2]],
    ['grad:out', [1, 1]],
    ['grad:pattern', [0, 2]],
    ['grad:scores', [2, 2]],
  ];
  test.each(cases)('%s%j in Three words, as the explanations have it', async (name, index) => {
    const session = await open('three-words');
    const found = await session.ask('influences', { name, index });
    expect(found.length).toBeGreaterThan(0);
    const names = found.map((influence) => influence.name);
    expect(named(found)).toEqual(await explained(session, names, `${name}[${index.join()}]`));
  });

  test('a query is read by its own row of the scores, and by nothing else', async () => {
    const session = await open('three-words');
    const found = await session.ask('influences', { name: 'q', index: [1, 0] });
    expect(named(found)).toEqual(new Set(['scores[1,0]', 'scores[1,1]', 'scores[1,2]']));
  });

  test('a word is read by its own word vector', async () => {
    const session = await open('who-did-what', { width: 16, layers: 1 });
    const [embed] = await session.ask('influences', { name: 'tokens', index: [0, 2] });
    expect(embed.name).toBe('embed');
    expect(embed.count).toBe(16);
    expect(embed.cells.every((cell) => cell.at(-2) === 2)).toBe(true);
  });

  test('what does not exist is an error', async () => {
    const session = await open('three-words');
    await expect(session.ask('influences', { name: 'nothing', index: [0] })).rejects.toThrow();
    await expect(session.ask('influences', { name: 'q', index: [3, 0] })).rejects.toThrow(
      '"q" has no cell [3,0]; its shape is [3,3]',
    );
    await expect(session.ask('nobody' as 'influences', { name: 'q', index: [] })).rejects.toThrow(
      'There is no question "nobody"',
    );
  });
});
