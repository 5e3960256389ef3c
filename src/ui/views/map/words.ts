import type { Words } from '../../i18n/use-words';

export interface MapWords {
  readonly title: string;
  readonly help: string;
  readonly canvas: (tensors: number) => string;
  readonly find: string;
  readonly findHelp: string;
  readonly notFound: (name: string) => string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly fit: string;
  readonly foldAll: string;
  readonly unfoldAll: string;
  readonly fold: (name: string) => string;
  readonly parameters: string;
  readonly overview: string;
  readonly tensors: (count: number) => string;
  readonly mean: (factor: number) => string;
  readonly exact: string;
}

export const words: Words<MapWords> = {
  en: {
    title: 'Map',
    help: 'The whole model at once: zoom in until every cell has its number',
    canvas: (tensors) =>
      `Map of ${tensors} tensors. Arrow keys move it, + and − zoom, 0 shows all of it.`,
    find: 'Find a tensor',
    findHelp: 'Type a part of a name, then Enter',
    notFound: (name) => `No tensor has “${name}” in its name.`,
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Show all of it',
    foldAll: 'Fold every layer',
    unfoldAll: 'Unfold everything',
    fold: (name) => `Fold or unfold ${name}`,
    parameters: 'Parameters',
    overview: 'Overview: drag to move',
    tensors: (count) => `${count} tensors`,
    mean: (factor) => `a pixel is the mean of ${factor} × ${factor} cells`,
    exact: 'every cell as it is',
  },
  zh: {
    title: '全图',
    help: '整个模型一览无余：一直放大，直到每个格子都写着数',
    canvas: (tensors) => `共 ${tensors} 个张量的全图。方向键移动，+ 和 − 缩放，0 显示全部。`,
    find: '查找张量',
    findHelp: '输入名字的一部分，再按回车',
    notFound: (name) => `没有名字里含有“${name}”的张量。`,
    zoomIn: '放大',
    zoomOut: '缩小',
    fit: '显示全部',
    foldAll: '收起每一层',
    unfoldAll: '全部展开',
    fold: (name) => `收起或展开 ${name}`,
    parameters: '参数',
    overview: '缩略图：拖动可移动',
    tensors: (count) => `${count} 个张量`,
    mean: (factor) => `每个像素是 ${factor} × ${factor} 个格子的平均`,
    exact: '每个格子都是原值',
  },
};
