import type { LayerSpec, ModelSpec } from './spec';

export type PictureAttention = 'plain' | 'spatial' | 'channel' | 'patches';

export interface PictureAttentionOptions {
  readonly classes: number;
  /** Rows, and columns, of the pictures; a multiple of `patch`. */
  readonly side: number;
  /** Maps of the first two convolutions. */
  readonly maps: readonly [number, number];
  /** Side of the spatial gate's kernel; odd. */
  readonly gateSize: number;
  /** How many times narrower the channel gate's hidden layer is than the channels. */
  readonly reduction: number;
  /** Of the self-attention between patches: their side, the width of their vectors, heads and layers. */
  readonly patch: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
}

/**
 * Four ways to find what is somewhere in a picture: two convolutions whose maps are averaged, the
 * same with attention over places or over channels before the mean (Woo et al. 2018, section 3), and
 * self-attention between patches of a first convolution's maps (Dosovitskiy et al. 2021, section 3.1,
 * “hybrid architecture”, with the mean of the patches instead of a class token). Each reads `image`, f32[B,1,Y,X], and `target`, i32[B].
 */
export function pictureAttention(
  kind: PictureAttention,
  options: PictureAttentionOptions,
): ModelSpec {
  const [body, from] = kind === 'patches' ? patches(options) : maps(kind, options);
  return {
    layers: [
      ...body,
      { layer: 'linear', name: 'head', from, out: options.classes, as: 'logits', axis: 'K' },
    ],
    loss: { kind: 'crossEntropy', from: 'head', target: 'target' },
  };
}

type Body = readonly [layers: readonly LayerSpec[], last: string];

function maps(
  kind: Exclude<PictureAttention, 'patches'>,
  { maps: [first, second], gateSize, reduction }: PictureAttentionOptions,
): Body {
  const relu = { kernel: 3, padding: 'same', activation: 'relu' } as const;
  const convolutions: readonly LayerSpec[] = [
    { layer: 'conv2d', name: 'conv1', from: 'image', out: first, ...relu, pool: 2 },
    { layer: 'conv2d', name: 'conv2', from: 'conv1', out: second, ...relu },
  ];
  const gates: Readonly<Record<typeof kind, readonly LayerSpec[]>> = {
    plain: [],
    spatial: [{ layer: 'spatialGate', name: 'gate', from: 'conv2', size: gateSize }],
    channel: [{ layer: 'channelGate', name: 'gate', from: 'conv2', reduction }],
  };
  const gate = gates[kind];
  const from = gate.length > 0 ? 'gate' : 'conv2';
  const mean: LayerSpec =
    kind === 'spatial'
      ? { layer: 'gatedMean', name: 'summary', from: ['gate', 'gate.gate'] }
      : { layer: 'globalMean', name: 'summary', from };
  return [[...convolutions, ...gate, mean], 'summary'];
}

function patches({
  side,
  maps: [, features],
  patch,
  width,
  heads,
  layers,
}: PictureAttentionOptions): Body {
  const maxLength = (side / patch) ** 2;
  return [
    [
      {
        layer: 'conv2d',
        name: 'conv1',
        from: 'image',
        out: features,
        kernel: 3,
        padding: 'same',
        activation: 'relu',
      },
      { layer: 'conv2d', name: 'patch', from: 'conv1', out: width, kernel: patch, stride: patch },
      { layer: 'mapTokens', name: 'patches', from: 'patch' },
      { layer: 'positions', name: 'x', from: 'patches', kind: 'learned', maxLength },
      { layer: 'attentionMask', name: 'all', from: 'patches.present', causal: false },
      {
        layer: 'encoder',
        name: 'encoder',
        from: ['x', 'all'],
        layers,
        heads,
        dropout: 0,
        mlp: true,
        norm: true,
        finalNorm: true,
        hidden: 2 * width,
      },
      { layer: 'meanPool', name: 'pool', from: ['encoder', 'patches.present'] },
    ],
    'pool',
  ];
}
