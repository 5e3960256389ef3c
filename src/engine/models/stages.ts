import type { ClassifierSpec } from './attention-classifier';
import type { FreeAttentionSpec } from './free-attention';

/** One labelled heatmap of the computation. */
export interface StageItem {
  readonly tensor: string;
  /** How it follows from the ones before, in TeX: `q\,k^\top`. '' for inputs and parameters. */
  readonly formula: string;
}

/** A block of the computation: rows of tensors in the order in which they are computed. */
export interface Stage {
  /** `embedding`, `encoder.0.attn`, `encoder.0.mlp`, `pool`, `head`, `attention`. */
  readonly id: string;
  readonly kind: 'embedding' | 'attention' | 'mlp' | 'pool' | 'head';
  /** Number of the layer for the blocks of an encoder. */
  readonly layer?: number;
  readonly rows: readonly (readonly StageItem[])[];
}

const item = (tensor: string, formula = ''): StageItem => ({ tensor, formula });

/** The tensors of free attention in the order in which they are computed. */
export function freeAttentionStages(spec: FreeAttentionSpec): Stage[] {
  const divisor = [
    ...(spec.scaling ? ['\\sqrt{d_k}'] : []),
    ...(spec.temperature === 1 ? [] : [`${spec.temperature}`]),
  ].join('\\cdot ');
  const rows = [
    [item('q'), item('k'), item('v')],
    [
      item('scores', 'q\\,k^{\\top}'),
      item('scaled', divisor ? `\\text{scores}/${divisor}` : '\\text{scores}'),
      item('mask'),
      item('masked', '\\text{scaled or }{-\\infty}'),
      item(
        'pattern',
        `\\operatorname{softmax}_{${spec.softmaxAxis === 'keys' ? 'k' : 'q'}}(\\text{masked})`,
      ),
    ],
    [
      item('out', '\\text{pattern}\\cdot v'),
      ...(spec.target
        ? [item('target'), item('loss', '\\tfrac1n\\sum(\\text{out}-\\text{target})^2')]
        : []),
    ],
  ];
  return [{ id: 'attention', kind: 'attention', rows }];
}

/** The blocks of a classifier with their tensors, in the order in which they are computed. */
export function classifierStages(spec: ClassifierSpec): Stage[] {
  const embedding: Stage = {
    id: 'embedding',
    kind: 'embedding',
    rows: [
      [
        item('embed', 'E_{\\text{token}}'),
        ...(spec.positions === 'none'
          ? []
          : [item('positions'), item('x', '\\text{embed}+\\text{positions}')]),
      ],
    ],
  };
  const layers = Array.from({ length: spec.layers }, (_, layer) =>
    encoderStages(spec, layer),
  ).flat();
  const pool: Stage[] = spec.readout === 'pool' ? [poolStage()] : [];
  const head: Stage = {
    id: 'head',
    kind: 'head',
    rows: [
      [
        ...(spec.readout === 'first' ? [item('answer', 'x_1')] : []),
        item('head.W'),
        item('head.b'),
      ],
      [
        item('logits', `${spec.readout === 'first' ? '\\text{answer}' : '\\text{out}'}\\,W+b`),
        item('probabilities', '\\operatorname{softmax}(\\text{logits})'),
        item('loss', '-\\log p_{\\text{target}}'),
      ],
    ],
  };
  return [embedding, ...layers, ...pool, head];
}

function encoderStages(spec: ClassifierSpec, layer: number): Stage[] {
  const path = `encoder.${layer}`;
  const attn = `${path}.attn`;
  const source = spec.layerNorm ? '\\hat x' : 'x';
  const attention: Stage = {
    id: attn,
    kind: 'attention',
    layer,
    rows: [
      ...(spec.layerNorm ? [[item(`${path}.norm1`, '\\hat x=\\operatorname{norm}(x)')]] : []),
      [item(`${attn}.Wq`), item(`${attn}.Wk`), item(`${attn}.Wv`)],
      [
        item(`${attn}.q`, `${source}\\,W_q+b_q`),
        item(`${attn}.k`, `${source}\\,W_k+b_k`),
        item(`${attn}.v`, `${source}\\,W_v+b_v`),
      ],
      [
        item(`${attn}.scores`, 'q\\,k^{\\top}'),
        item(`${attn}.scaled`, '\\text{scores}/\\sqrt{d_k}'),
        item(`${attn}.masked`, '\\text{scaled or }{-\\infty}'),
        item(`${attn}.pattern`, '\\operatorname{softmax}_k(\\text{masked})'),
      ],
      [
        item(`${attn}.z`, '\\text{pattern}\\cdot v'),
        item(`${attn}.Wo`),
        item(`${attn}.out`, 'z\\,W_o+b_o'),
        item(spec.mlp ? `${path}.middle` : `${path}.out`, 'x+\\text{attn.out}'),
      ],
    ],
  };
  if (!spec.mlp) return [attention];
  const mlp: Stage = {
    id: `${path}.mlp`,
    kind: 'mlp',
    layer,
    rows: [
      ...(spec.layerNorm ? [[item(`${path}.norm2`, '\\operatorname{norm}(\\text{middle})')]] : []),
      [item(`${path}.mlp.W1`), item(`${path}.mlp.hidden`, '\\hat x\\,W_1+b_1')],
      [item(`${path}.mlp.gelu`, '\\operatorname{GELU}(\\text{hidden})'), item(`${path}.mlp.W2`)],
      [
        item(`${path}.mlp.out`, '\\text{gelu}\\,W_2+b_2'),
        item(`${path}.out`, '\\text{middle}+\\text{mlp.out}'),
      ],
    ],
  };
  return [attention, mlp];
}

function poolStage(): Stage {
  return {
    id: 'pool',
    kind: 'pool',
    rows: [
      [item('pool.query'), item('pool.Wk'), item('pool.Wv')],
      [item('pool.k', 'x\\,W_k'), item('pool.v', 'x\\,W_v')],
      [
        item('pool.scores', '\\text{query}\\cdot k^{\\top}'),
        item('pool.scaled', '\\text{scores}/\\sqrt{C}'),
        item('pool.masked', '\\text{scaled or }{-\\infty}'),
        item('pool.pattern', '\\operatorname{softmax}_k(\\text{masked})'),
      ],
      [item('pool.out', '\\text{pattern}\\cdot v')],
    ],
  };
}
