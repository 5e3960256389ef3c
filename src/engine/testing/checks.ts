import { appendGradients } from '../autodiff/gradients';
import { Builder } from '../graph/builder';
import type { Graph } from '../graph/node';
import type { AnyOp, OpUse } from '../graph/op';
import { input } from '../ops/source';
import { sum } from '../ops/sum';
import { TRAINING_CASES, trainingGraph } from './training-truth';
import { truthGraph } from './truth';
import { TRUTH_SUITES } from './truth-models';

const testSources = import.meta.glob<string>(['../**/*.test.ts', '!../**/catalogue.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const opSources = import.meta.glob<string>(['../ops/*.ts', '!../ops/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Sets of PyTorch results that an operation takes part in, forward or backward, by its name. */
export function pytorchFamilies(): ReadonlyMap<string, ReadonlySet<string>> {
  const families = new Map<string, Set<string>>();
  const note = (family: string, { nodes }: Graph) => {
    for (const { op } of nodes) {
      const known = families.get(op.name);
      if (known) known.add(family);
      else families.set(op.name, new Set([family]));
    }
  };
  for (const { family, cases, models } of TRUTH_SUITES) {
    for (const truth of cases) {
      if (truth.op in models) note(family, truthGraph(truth, models[truth.op]).graph);
    }
  }
  for (const truth of TRAINING_CASES) note(`training: ${truth.name}`, trainingGraph(truth).b);
  return families;
}

/** Files of tests that were written for an operation: they name the file that defines it. */
export function ownTests(op: AnyOp): string[] {
  const [file] =
    Object.entries(opSources).find(([, source]) =>
      new RegExp(`name: '${op.name}'|\\w+\\('${op.name}',`).test(source),
    ) ?? [];
  if (!file) return [];
  const module = file.slice(file.lastIndexOf('/') + 1, -3);
  const names = new RegExp(`from '(?:\\./|(?:\\.\\./)+ops/)${module}'`);
  return Object.entries(testSources)
    .filter(([path, source]) => names.test(source) || path.endsWith(`/ops/${module}.test.ts`))
    .map(([path]) => path.slice(path.lastIndexOf('/') + 1))
    .sort();
}

/** A sample of an operation as a use of it: its types. */
export function useOf(op: AnyOp, sample = op.samples[0]): OpUse {
  const inputs = sample.inputs.map(({ shape, dtype = 'f32' as const }) => ({ dtype, shape }));
  return { attrs: sample.attrs, inputs, output: op.infer(inputs, sample.attrs) };
}

/** Operations whose gradient is made of this one: their central differences check it too. */
export function gradientOf(op: AnyOp, all: readonly AnyOp[]): string[] {
  return all
    .filter((other) => other !== op && gradientOps(other)?.includes(op.name))
    .map((other) => other.name);
}

/** The operations that an operation's gradient is made of; null where it has none. */
export function gradientOps(op: AnyOp): string[] | null {
  if (typeof op.gradient !== 'function' || op.samples.length === 0) return null;
  for (const sample of op.samples) {
    const b = new Builder();
    const sources = sample.inputs.map(({ shape, dtype }, i) =>
      input(b, shape, { name: `${i}`, dtype }),
    );
    const reals = sources.filter((node) => node.type.dtype === 'f32').map((node) => node.name);
    const output = b.apply(op, sources, sample.attrs, { name: 'output' });
    if (reals.length === 0 || output.type.dtype !== 'f32') continue;
    const gradients = appendGradients(b, sum(b, output), reals);
    if (!gradients.has('output')) return null;
    const start = b.get('grad:output').id;
    const names = b.nodes
      .filter((node) => node.id > start && node.op.kernel !== 'view')
      .map((node) => node.op.name);
    return [...new Set(names)].sort();
  }
  return null;
}
