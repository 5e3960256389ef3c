import { type AnyOp, OP_FAMILIES } from '../graph/op';
import { OPS } from '../ops/catalogue';
import { OPTIMIZERS } from '../optim/optimizer';
import { SCHEDULES } from '../optim/schedule';
import { gradientOf, gradientOps, ownTests, pytorchFamilies, useOf } from './checks';

const TITLES: Readonly<Record<(typeof OP_FAMILIES)[number], string>> = {
  source: 'Sources, tables and batches',
  elementwise: 'Elementwise',
  activation: 'Activations',
  reduction: 'Reductions',
  rearrangement: 'Rearrangements',
  product: 'Products',
  attention: 'Attention, masks and positions',
  recurrence: 'Recurrence',
  convolution: 'Convolution and pooling',
  normalisation: 'Normalisation',
  loss: 'Losses and metrics',
};

const layerSources = import.meta.glob<string>(
  ['../layers/*.ts', '!../layers/*.test.ts', '!../layers/index.ts'],
  { query: '?raw', import: 'default', eager: true },
);

/** docs/operations.md, from the operations themselves and from what tests them. */
export function operationsPage(): string {
  const pytorch = pytorchFamilies();
  const families = OP_FAMILIES.filter((family) => OPS.some((op) => op.doc.family === family));
  const sections = families.map((family) => {
    const ops = OPS.filter((op) => op.doc.family === family);
    return `## ${TITLES[family]}\n\n${ops.map((op) => entry(op, pytorch.get(op.name))).join('\n\n')}`;
  });
  return `${[HEAD, ...sections, optimisers(), layers()].join('\n\n')}\n`;
}

const HEAD = `# Operations

This page is written from the code by \`npm run index\`; the tests fail when it is out of date.

Every operation has a gradient (or says why not), a reference on the CPU in double precision, a WebGPU kernel (unless it is a view, a constant or a source) and an explanation of each of its cells. For every operation and each of its samples the tests check, besides what is listed here:

- the kernel against the reference, which is written independently of it, within the tolerance that the operation states;
- the gradient against central differences of the reference along random directions, in double precision;
- that the terms of an explanation, put into its formula, give the value of the cell;
- that shapes and element types that do not fit are refused when the graph is built.

*PyTorch* names the sets of PyTorch results, on both backends, that the operation takes part in: outputs, loss and every gradient.`;

function entry(op: AnyOp, pytorch: ReadonlySet<string> | undefined): string {
  const { doc, samples } = op;
  const tests = ownTests(op);
  const lines: [string, string][] = [
    ['Shapes', `\`${doc.shapes}\``],
    ['Numerics', doc.numerics],
    ['Gradient', gradientText(op)],
    ['Part of the gradient of', partOf(op)],
    ['Kernel', kernelText(op)],
    ['PyTorch', pytorch ? [...pytorch].sort().join(', ') : ''],
    ['Own tests', tests.map((file) => `\`${file}\``).join(', ')],
    ['Samples', samples.length > 0 ? String(samples.length) : ''],
    ['Source', doc.source],
  ];
  const list = lines
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `- ${name}: ${text}`)
    .join('\n');
  return `### ${op.name}\n\n${doc.summary}\n\n\`\`\`math\n${doc.equation}\n\`\`\`\n\n${list}`;
}

/** For helpers of gradients: whose. Adding and multiplying are in too many to list. */
function partOf(op: AnyOp): string {
  if (typeof op.gradient === 'function') return '';
  return gradientOf(op, OPS)
    .map((name) => `\`${name}\``)
    .join(', ');
}

function gradientText(op: AnyOp): string {
  if (typeof op.gradient !== 'function') return `none: ${op.gradient.notDifferentiable}`;
  const parts = gradientOps(op);
  if (parts === null) return '';
  return parts.length > 0 ? parts.map((name) => `\`${name}\``).join(', ') : 'passed on unchanged';
}

function kernelText(op: AnyOp): string {
  if (op.kernel === 'view') return 'none: a view of the same memory';
  if (op.kernel === 'constant') return 'none: computed once, when the program is compiled';
  if (op.kernel === 'source') return 'none: filled from outside';
  return `\`${op.kernel(useOf(op)).shader}.wgsl\``;
}

/** What changes the parameters, and by how much. */
function optimisers(): string {
  const update = OPTIMIZERS.map(
    ({ name, equation, state, source }) =>
      `### ${name}\n\n\`\`\`math\n${equation}\n\`\`\`\n\n- Numbers kept per parameter: ${state}\n- Source: ${source}`,
  );
  const rates = SCHEDULES.map(
    ({ name, equation, source }) =>
      `### ${name}\n\n\`\`\`math\n${equation}\n\`\`\`\n\n- Source: ${source}`,
  );
  return `## Optimisers\n\n${UPDATES}\n\n${update.join('\n\n')}\n\n## Learning rates\n\n${RATES}\n\n${rates.join('\n\n')}`;
}

const UPDATES = `Each is one dispatch over all parameters, which lie together in one buffer. Before it, one dispatch computes the norm of all gradients, the step's learning rate and the factor of clipping by norm; gradients can be clipped by value too. Checked against 20 steps of PyTorch on a quadratic and on a perceptron, on both backends (\`optimizers.json\`); Lion against the paper's algorithm written out in the tests.`;

const RATES = `Computed on the device from the step counter, so that a step needs nothing from outside; a linear warm-up can stand before any of them. Checked against PyTorch's rates and against the formulas in double precision.`;

/** Layers: the first sentences of their docstrings. */
function layers(): string {
  const rows = Object.entries(layerSources).flatMap(([path, source]) => {
    const file = path.slice(path.lastIndexOf('/') + 1);
    const functions =
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport function (\w+)(?:<[^>]*>)?\(\s*(?:b: Builder|m: ModelContext)\b/g;
    return [...source.matchAll(functions)].map(([, comment, name]) => {
      const text = comment.replace(/^\s*\* ?/gm, '').split(/\n\s*@/)[0];
      return `| \`${name}\` | ${text.replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim()} | \`${file}\` |`;
    });
  });
  return `## Layers\n\nComposed of the operations above; each declares its parameters and names its tensors.\n\n| layer | what it is | file |\n| --- | --- | --- |\n${rows.join('\n')}`;
}
