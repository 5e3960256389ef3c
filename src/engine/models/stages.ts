import type { Node } from '../graph/node';
import type { Section, SectionKind } from '../layers/context';
import { formulaOf } from './formula';

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
  readonly kind: SectionKind;
  /** Number of the layer for the blocks of an encoder. */
  readonly layer?: number;
  readonly rows: readonly (readonly StageItem[])[];
}

/** So many tensors that follow one from another stand in one row. */
const LONGEST_ROW = 5;
/** More tensors side by side than these have a row of their own. */
const LARGEST_PAIR = 2;

/**
 * The tensors of a model in the order in which they are computed, by section. What is computed side
 * by side stands side by side: queries, keys and values, the gates of an LSTM. Tables of words,
 * biases and what only serves bookkeeping are left out.
 */
export function stagesOf(nodes: readonly Node[], sections: readonly Section[]): Stage[] {
  return joined(sections).flatMap((section, i, all) => {
    const end = all[i + 1]?.first ?? Number.POSITIVE_INFINITY;
    const first = i === 0 ? 0 : section.first;
    const own = nodes.filter(
      (node) =>
        node.id >= first && node.id < end && isShown(node) && !node.name.startsWith('grad:'),
    );
    const rows = rowsOf(own, section.id);
    if (rows.length === 0) return [];
    const { id, kind, layer } = section;
    return [{ id, kind, ...(layer === undefined ? {} : { layer }), rows }];
  });
}

/** Neighbours of one kind stand under one title, which is that of the last. */
function joined(sections: readonly Section[]): Section[] {
  const all: Section[] = [];
  for (const section of sections) {
    const last = all.at(-1);
    const same = last?.kind === section.kind && last.layer === section.layer;
    const before = same ? all.pop() : undefined;
    all.push(before ? { ...section, first: before.first } : section);
  }
  return all;
}

function isWeight({ role }: Node): boolean {
  return role === 'parameter' || role === 'given';
}

function isShown(node: Node): boolean {
  if (!node.listed || node.role === 'gradient' || node.name === 'accuracy') return false;
  if (node.type.dtype === 'i32') return false;
  // A mask that follows from the words is seen in what it masks.
  if (node.kind === 'mask' && node.op.kernel !== 'source') return false;
  // Of a table the rows that are used are shown: they are the tensor that is made from it.
  if (isWeight(node)) return node.type.shape.length > 1 && !node.name.endsWith('.table');
  return true;
}

function rowsOf(nodes: readonly Node[], section: string): StageItem[][] {
  const levels = levelsOf(nodes);
  const byLevel = new Map<number, Node[]>();
  for (const node of nodes) {
    const level = levels.get(node) ?? 0;
    byLevel.set(level, [...(byLevel.get(level) ?? []), node]);
  }
  const rows: Node[][] = [];
  let run: Node[] = [];
  const close = () => {
    if (run.length > 0) rows.push(run);
    run = [];
  };
  for (const level of [...byLevel.keys()].sort((a, b) => a - b)) {
    const group = byLevel.get(level) ?? [];
    if (group.length > LARGEST_PAIR) {
      close();
      rows.push(group);
      continue;
    }
    if (run.length + group.length > LONGEST_ROW) close();
    run.push(...group);
    if (group[0].kind === 'probability') close();
  }
  close();
  return rows.map((row) =>
    row.map((node) => ({ tensor: node.name, formula: formulaOf(node, section) })),
  );
}

/** Weights, masks and targets are not what is computed on: they stand just ahead of what reads them. */
function isSecondary(node: Node): boolean {
  if (isWeight(node)) return true;
  return node.op.kernel === 'source' && (node.kind === 'mask' || node.name === 'target');
}

/** How many shown tensors lie before each, on the longest way. */
function levelsOf(nodes: readonly Node[]): Map<Node, number> {
  const shown = new Set(nodes);
  const levels = new Map<Node, number>();
  const depth = new Map<Node, number>();
  const depthOf = (node: Node): number => {
    const known = depth.get(node);
    if (known !== undefined) return known;
    const before = node.inputs.reduce((most, from) => {
      if (isSecondary(from)) return most;
      return Math.max(most, depthOf(from) + (shown.has(from) ? 1 : 0));
    }, 0);
    depth.set(node, before);
    return before;
  };
  for (const node of nodes) if (!isSecondary(node)) levels.set(node, depthOf(node));
  const readers = new Map<Node, number>();
  // A node is passed once for a level: of ways back there are more than can be gone in a deep model.
  const gone = new Map<Node, number>();
  const note = (node: Node, level: number): void => {
    if ((gone.get(node) ?? Number.POSITIVE_INFINITY) <= level) return;
    gone.set(node, level);
    for (const from of node.inputs) {
      if (isSecondary(from)) {
        readers.set(from, Math.min(readers.get(from) ?? level, level));
      } else if (!shown.has(from)) note(from, level);
    }
  };
  for (const [node, level] of levels) note(node, level);
  for (const node of nodes) {
    if (isSecondary(node)) levels.set(node, (readers.get(node) ?? 0) - 0.5);
  }
  return levels;
}
