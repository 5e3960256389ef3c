import type { Node } from '../graph/node';

/** What operations are called in TeX; others go by their own name. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  gelu: '\\operatorname{GELU}',
  relu: '\\operatorname{ReLU}',
  tanh: '\\tanh',
  sigmoid: '\\sigma',
  layerNorm: '\\operatorname{norm}',
  standardize: '\\operatorname{norm}',
  mean: '\\operatorname{mean}',
  sum: '\\textstyle\\sum',
  exp: '\\exp',
  log: '\\log',
};

/** Operations whose result shows the same numbers in another order or part: they are read through. */
const REARRANGEMENTS = new Set([
  'reshape',
  'transpose',
  'splitHeads',
  'mergeHeads',
  'expand',
  'slice',
  'flatten',
  'override',
]);

/** What a gate or state of a recurrent layer is: x and the state before, by the weights of its own. */
const gate = (fn: string, name: string): string =>
  `${fn}(x\\,W_${name}+h_{t-1}U_${name}+b_${name})`;
const RECURRENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lstm: {
    i: gate('\\sigma', 'i'),
    f: gate('\\sigma', 'f'),
    g: gate('\\tanh', 'g'),
    o: gate('\\sigma', 'o'),
    c: 'f\\odot c_{t-1}+i\\odot g',
    h: 'o\\odot\\tanh(c)',
  },
  gru: {
    r: gate('\\sigma', 'r'),
    z: gate('\\sigma', 'z'),
    n: '\\tanh(x\\,W_n+r\\odot m+b_n)',
    m: 'h_{t-1}U_n+b',
    h: '(1-z)\\odot n+z\\odot h_{t-1}',
  },
  rnn: { h: '\\tanh(x\\,W+h_{t-1}U+b)' },
};

/**
 * How a tensor follows from those before it, in TeX, by the operation that makes it; '' for what comes
 * from outside. Tensors without a name are written out.
 * @param section first part of the names that need not be said
 */
export function formulaOf(node: Node, section: string): string {
  if (node.op.kernel === 'source') return '';
  const state = recurrentState(node);
  if (state) return RECURRENT[state]?.[lastPart(node.name)] ?? '';
  return termOf(node, section, true);
}

/** Which recurrence a node shows a part of. */
function recurrentState(node: Node): string | null {
  let at = node;
  while (REARRANGEMENTS.has(at.op.name)) [at] = at.inputs;
  const kind = at.op.name.toLowerCase();
  return kind in RECURRENT ? kind : null;
}

/** A node as part of a formula: its name where it has one, else what it is made of. */
function termOf(node: Node, section: string, open = false): string {
  if (!open && node.listed) return symbolOf(node.name, section);
  if (node.op.kernel === 'source') return symbolOf(node.name, section);
  const inputs = node.inputs.map((input) => termOf(input, section));
  const { name } = node.op;
  if (REARRANGEMENTS.has(name)) return inputs[0];
  switch (name) {
    case 'matmul':
      return `${grouped(inputs[0])}\\,${grouped(inputs[1])}${node.attrs.transposeB ? '^{\\top}' : ''}`;
    case 'add':
      return inputs.join('+');
    case 'sub':
      return `${inputs[0]}-${grouped(inputs[1])}`;
    case 'mul':
      return inputs.map(grouped).join('\\odot ');
    case 'div':
      return `\\tfrac{${inputs[0]}}{${inputs[1]}}`;
    case 'scale':
      return scaled(grouped(inputs[0]), Number(node.attrs.factor));
    case 'softmax':
      return `\\operatorname{softmax}(${inputs[0]})`;
    case 'maskFill':
      return `${inputs[0]}\\text{ or }{-\\infty}`;
    case 'embedding':
      return 'E_{\\text{token}}';
    case 'conv2d':
    case 'conv1d':
      return `${grouped(inputs[0])}*${inputs[1]}`;
    case 'maxPool2d':
      return `\\max_{\\text{window}}(${inputs[0]})`;
    case 'crossEntropy':
      return '-\\log p_{\\text{target}}';
    case 'mse':
      return `\\tfrac1n\\textstyle\\sum(${inputs[0]}-${inputs[1]})^2`;
    default: {
      const fn = FUNCTIONS[name] ?? `\\operatorname{${name}}`;
      // Gains and shifts of a norm are parameters that its name implies.
      const args = name === 'layerNorm' ? inputs.slice(0, 1) : inputs;
      return args.length === 0 ? '' : `${fn}(${args.join(',\\,')})`;
    }
  }
}

/** x·factor, as the division by a root that it is in attention. */
function scaled(x: string, factor: number): string {
  const root = 1 / factor ** 2;
  const whole = Math.round(root);
  if (whole > 1 && Math.abs(root - whole) < 1e-6 * whole) return `${x}/\\sqrt{${whole}}`;
  return factor === 1 ? x : `${Number(factor.toPrecision(3))}\\,${x}`;
}

/** Sums within products need brackets. */
function grouped(term: string): string {
  return /[+]|(?<!\{)-/.test(term.replace(/\\text\{[^}]*\}/g, '')) ? `(${term})` : term;
}

/** `encoder.0.attn.Wq` → `W_q`, `scores` → `\text{scores}`. */
function symbolOf(name: string, section: string): string {
  const own = name.startsWith(`${section}.`) || !name.includes('.');
  const last = lastPart(name);
  const short = own || /^[WUb]/.test(last) ? last : name.split('.').slice(-2).join('.');
  if (/^[a-zA-Z]$/.test(short)) return short;
  const indexed = /^([WUb])(\w{1,2})$/.exec(short);
  return indexed ? `${indexed[1]}_{${indexed[2]}}` : `\\text{${short.replaceAll('_', '\\_')}}`;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
