import type { Words } from '../../i18n/use-words';

interface FilterWords {
  readonly layer: string;
  readonly waiting: string;
  readonly field: string;
  readonly fieldHelp: string;
  readonly fieldOf: (cell: string) => string;
  readonly fieldBox: (name: string, rows: string, cols: string, count: number) => string;
  readonly fieldSpan: (name: string, from: string, to: string) => string;
  readonly fieldNone: string;
  readonly cam: string;
  readonly camHelp: string;
  readonly camClass: string;
  readonly camMaps: string;
  readonly camPicture: string;
  readonly camScore: (score: string) => string;
  readonly method: Readonly<Record<'cam' | 'grad-cam', string>>;
  readonly sum: string;
  readonly sumHelp: string;
  readonly map: string;
  readonly row: string;
  readonly col: string;
  readonly place: string;
  readonly next: string;
  readonly previous: string;
  readonly play: string;
  readonly pause: string;
  readonly window: string;
  readonly kernel: string;
  readonly products: string;
  readonly outside: string;
  readonly channel: (channel: number) => string;
  readonly total: (count: number) => string;
  readonly bias: string;
  readonly kernels: string;
  readonly kernelsHelp: string;
  readonly kernelOf: (map: number) => string;
  readonly colourScale: (max: string) => string;
  readonly maps: string;
  readonly mapsHelp: string;
  readonly winners: string;
}

const en: FilterWords = {
  layer: 'Layer',
  waiting: 'Asking the engine …',
  field: 'Receptive field',
  fieldHelp:
    'The outline is exactly what the chosen cell can depend on: followed back through every operation. Padding is no part of it.',
  fieldOf: (cell) => `${cell} can depend on`,
  fieldBox: (name, rows, cols, count) =>
    `${name}: rows ${rows}, columns ${cols} (${count} numbers)`,
  fieldSpan: (name, from, to) => `${name}: ${from} to ${to}`,
  fieldNone: 'Choose a cell of a map to see what it can depend on.',
  cam: 'Where the model finds a class',
  camHelp:
    'Class activation map: the feature maps added up by how much each counts for the class. Where the class scores read the mean of each map, by their own weights (Zhou et al. 2016, equation 2); else Grad-CAM: by the mean gradient of the class score, negative sums left out (Selvaraju et al. 2017, equations 1 and 2). Each block is one place of the map, not smoothed.',
  camClass: 'Class',
  camMaps: 'Maps',
  camPicture: 'The picture, coloured by what speaks for the class',
  camScore: (score) => `score of the class: ${score}`,
  method: { cam: 'class activation map', 'grad-cam': 'Grad-CAM' },
  sum: 'One place of a map',
  sumHelp:
    'The kernel lies on a window of the input: number times number, all added up over all channels, and the bias. Choose a place by clicking a map below, or move with the arrow keys.',
  map: 'Map',
  row: 'Row',
  col: 'Column',
  place: 'Position',
  next: 'Next place',
  previous: 'Place before',
  play: 'Slide over the map',
  pause: 'Stop',
  window: 'window',
  kernel: 'kernel',
  products: 'products',
  outside: 'outside of the map: counts as 0',
  channel: (channel) => `channel ${channel}`,
  total: (count) => `Σ of ${count} products`,
  bias: 'bias',
  kernels: 'Kernels',
  kernelsHelp: 'One for each output map, in numbers of either sign. Click one to choose its map.',
  kernelOf: (map) => `kernel of map ${map}`,
  colourScale: (max) => `red, green and blue: grey is 0, full colour ${max}`,
  maps: 'Feature maps',
  mapsHelp:
    'Every map of the layer in its order, each at the same scale. Point for numbers, click to choose a place.',
  winners: 'the dot marks the largest of each pooling window: only this number goes on',
};

const zh: FilterWords = {
  layer: '层',
  waiting: '正在询问引擎……',
  field: '感受野',
  fieldHelp: '方框正好是所选格子可能依赖的部分：沿着每个运算一步步往回找到。填充不算在内。',
  fieldOf: (cell) => `${cell} 可能依赖`,
  fieldBox: (name, rows, cols, count) => `${name}：第 ${rows} 行，第 ${cols} 列（${count} 个数）`,
  fieldSpan: (name, from, to) => `${name}：从 ${from} 到 ${to}`,
  fieldNone: '在特征图中选一个格子，就能看到它可能依赖什么。',
  cam: '模型在哪里看到某个类别',
  camHelp:
    '类激活图：按每张特征图对该类别的重要程度把它们加起来。如果类别分数直接读取每张图的平均值，就用它们自己的权重（Zhou 等 2016，公式 2）；否则用 Grad-CAM：用类别分数梯度的平均值，去掉负的和（Selvaraju 等 2017，公式 1 和 2）。每一块是特征图的一处，没有平滑。',
  camClass: '类别',
  camMaps: '特征图',
  camPicture: '图片，颜色表示哪里支持该类别',
  camScore: (score) => `该类别的分数：${score}`,
  method: { cam: '类激活图', 'grad-cam': 'Grad-CAM' },
  sum: '特征图的一处',
  sumHelp:
    '卷积核放在输入的一个窗口上：对应的数相乘，把所有通道的乘积加起来，再加偏置。点击下面的特征图选择一处，或用方向键移动。',
  map: '特征图',
  row: '行',
  col: '列',
  place: '位置',
  next: '下一处',
  previous: '上一处',
  play: '在图上滑动',
  pause: '停止',
  window: '窗口',
  kernel: '卷积核',
  products: '乘积',
  outside: '在图之外：算作 0',
  channel: (channel) => `通道 ${channel}`,
  total: (count) => `${count} 个乘积之和`,
  bias: '偏置',
  kernels: '卷积核',
  kernelsHelp: '每张输出图一个，数可正可负。点击一个就选中它的图。',
  kernelOf: (map) => `图 ${map} 的卷积核`,
  colourScale: (max) => `红、绿、蓝：灰色为 0，最亮为 ${max}`,
  maps: '特征图',
  mapsHelp: '这一层的所有特征图，按顺序，同一刻度。指向可看数字，点击可选一处。',
  winners: '圆点标出每个池化窗口中最大的数：只有它继续向前',
};

export const words: Words<FilterWords> = { en, zh };
