import { describe, expect, test } from 'vitest';
import { gradientOf, gradientOps, ownTests, pytorchFamilies, useOf } from '../testing/checks';
import { operationsPage } from '../testing/operations-page';
import { OPS } from './catalogue';

test('docs/operations.md lists the operations as they are', async () => {
  await expect(operationsPage()).toMatchFileSnapshot('../../../docs/operations.md');
});

const sources = import.meta.glob<string>(['./*.ts', '!./*.test.ts', '!./index.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

describe('every operation is whole', () => {
  const pytorch = pytorchFamilies();

  test.each(OPS)('$name: gradient, reference, kernel, explanation, words, checks', (op) => {
    const { doc, gradient, kernel } = op;
    const isSource = kernel === 'source';
    const compiled = typeof kernel === 'function' ? kernel(useOf(op)) : null;
    const differentiable = typeof gradient === 'function';
    const independent = [
      ...(pytorch.get(op.name) ?? []),
      ...ownTests(op),
      ...(differentiable && gradientOps(op) !== null ? ['central differences'] : []),
      ...gradientOf(op, OPS),
    ];
    expect({
      gradient: differentiable || gradient.notDifferentiable !== '',
      reference: typeof op.reference,
      kernel: compiled === null || compiled.source.includes(`fn ${compiled.entryPoint}(`),
      explanation: typeof op.provenance,
      words: [doc.summary, doc.equation, doc.shapes].every((text) => text !== ''),
      source: isSource || doc.source !== '',
      checked: isSource || independent.length > 0,
    }).toEqual({
      gradient: true,
      reference: 'function',
      kernel: true,
      explanation: 'function',
      words: true,
      source: true,
      checked: true,
    });
  });

  test.each(Object.entries(sources))('%s: its functions have a docstring', (_, source) => {
    const bare = [...source.matchAll(/(.*)\nexport function (\w+)/g)]
      .filter(([, before]) => !before.endsWith('*/'))
      .map(([, , name]) => name);
    expect(bare).toEqual([]);
  });
});
