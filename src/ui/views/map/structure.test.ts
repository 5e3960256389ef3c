import { expect, test } from 'vitest';
import { type Group, groupsIn, isGroup, structureOf, tensorsIn } from './structure';

const nodes = (...names: string[]) => names.map((name) => ({ name, inputs: [] }));
const drawn = (group: Group): unknown =>
  group.items.map((item) => (isGroup(item) ? { [item.label]: drawn(item) } : item.tensor));

test('tensors are grouped by the parts of their names', () => {
  const whole = structureOf(
    nodes(
      'x',
      'encoder.0.attn.q',
      'encoder.0.attn.k',
      'encoder.0.out',
      'encoder.1.attn.q',
      'encoder.1.attn.k',
      'y',
    ),
  );
  expect(drawn(whole)).toEqual([
    'x',
    {
      encoder: [
        { '0': [{ attn: ['encoder.0.attn.q', 'encoder.0.attn.k'] }, 'encoder.0.out'] },
        { '1.attn': ['encoder.1.attn.q', 'encoder.1.attn.k'] },
      ],
    },
    'y',
  ]);
});

test('a tensor of which others are named stands among them', () => {
  expect(drawn(structureOf(nodes('dense.W', 'dense', 'dense.relu', 'head.W')))).toEqual([
    { dense: ['dense.W', 'dense', 'dense.relu'] },
    'head.W',
  ]);
});

test('groups and tensors can be listed', () => {
  const whole = structureOf(nodes('a.b.c', 'a.b.d', 'a.e'));
  expect(groupsIn(whole).map(({ id }) => id)).toEqual(['', 'a', 'a.b']);
  expect(tensorsIn(whole)).toEqual(['a.b.c', 'a.b.d', 'a.e']);
});
