import type { Words } from '../../i18n/use-words';

interface StatesWords {
  readonly layer: string;
  readonly layerName: (layer: number, direction: 'forward' | 'backward' | null) => string;
  readonly strips: string;
  readonly stripsHelp: string;
  readonly backward: string;
  readonly total: string;
  readonly cell: string;
  readonly cellHelp: string;
  readonly cellAt: (unit: number, place: string) => string;
  readonly noWord: string;
  readonly chip: (label: string, value: string) => string;
  readonly before: string;
  readonly bus: string;
  readonly part: string;
  readonly formula: string;
  readonly numbers: string;
  readonly lines: string;
  readonly linesHelp: string;
  readonly linesOf: string;
  readonly threshold: string;
  readonly from: string;
  readonly to: string;
  readonly clear: string;
  readonly outside: string;
  readonly chosen: (count: number, from: string, to: string, threshold: string) => string;
  readonly noneChosen: string;
  readonly unit: (unit: number) => string;
  readonly lineChart: (count: number, part: string) => string;
  readonly gradient: string;
  readonly gradientHelp: string;
  readonly gradientLog: string;
  readonly gradientLinear: string;
  readonly gradientNone: string;
  readonly gradientBar: (model: string, place: string, value: string) => string;
  readonly waiting: string;
  readonly parts: Readonly<Record<string, string>>;
}

const en: StatesWords = {
  layer: 'Layer',
  layerName: (layer, direction) =>
    direction === null ? String(layer) : `${layer} ${direction === 'forward' ? '→' : '←'}`,
  strips: 'Gates and states over time',
  stripsHelp:
    'Each strip is one tensor: a row for each unit, a column for each position. All share one time axis. Point at a cell to see its numbers below, click to keep it; the arrow keys move through time and units.',
  backward:
    'This layer walks from the last position to the first: “before” is the position to the right.',
  total: 'gradient of the state',
  cell: 'The cell at work',
  cellHelp:
    'Every wire of one unit at one step with its number. Click a number to choose that cell: the inspector then says where it comes from. Numbers without a tensor of their own are computed from those that have one.',
  cellAt: (unit, place) => `unit ${unit} at ${place}`,
  noWord: 'There is no word here: the gates are 0 and the states stay what they were.',
  chip: (label, value) => `${label} = ${value}`,
  before: 'before',
  bus: 'x and all units of h before, by the weights of each gate',
  part: 'Part',
  formula: 'Formula',
  numbers: 'With these numbers',
  lines: 'States as lines',
  linesHelp:
    'One line for each unit. Drag over a span of time, or give its ends, and set a threshold: units above it for the whole span are listed and drawn. After LSTMVis, Strobelt et al. 2018.',
  linesOf: 'Lines of',
  threshold: 'Threshold',
  from: 'From',
  to: 'to',
  clear: 'Clear span',
  outside: 'and not above it just before and after',
  chosen: (count, from, to, threshold) =>
    `${count} ${count === 1 ? 'unit stays' : 'units stay'} above ${threshold} from ${from} to ${to}`,
  noneChosen: 'No span is chosen: only the unit that is looked at is drawn in colour.',
  unit: (unit) => `unit ${unit}`,
  lineChart: (count, part) => `${part} of ${count} units over time`,
  gradient: 'Gradient through time',
  gradientHelp:
    'How much the loss of this example depends on the state at each position: ‖∂loss/∂h‖, by all ways through the later positions. Where it fades on its way back, the layer cannot learn from there.',
  gradientLog: 'logarithmic scale',
  gradientLinear: 'linear scale',
  gradientNone: 'Nothing has a gradient here: there is no loss.',
  gradientBar: (model, place, value) => `${model} at ${place}: ${value}`,
  waiting: 'Asking the engine …',
  parts: {
    i: 'input gate',
    f: 'forget gate',
    g: 'candidate',
    o: 'output gate',
    c: 'cell state',
    h: 'hidden state',
    r: 'reset gate',
    z: 'update gate',
    n: 'candidate',
  },
};

const zh: StatesWords = {
  layer: '层',
  layerName: (layer, direction) =>
    direction === null ? String(layer) : `${layer} ${direction === 'forward' ? '→' : '←'}`,
  strips: '门和状态随时间的变化',
  stripsHelp:
    '每一条是一个张量：每行一个单元，每列一个位置，共用一条时间轴。指向一个格子可在下面看到它的数字，点击可保留；方向键在时间和单元之间移动。',
  backward: '这一层从最后一个位置走向第一个：“之前”指右边的位置。',
  total: '状态的梯度',
  cell: '工作中的单元',
  cellHelp:
    '一个单元在一步中每条线上的数字。点击一个数字就选中那个格子，检查器会说明它从何而来。没有自己张量的数字由有张量的数字算出。',
  cellAt: (unit, place) => `单元 ${unit}，位置 ${place}`,
  noWord: '这里没有词：门都是 0，状态保持不变。',
  chip: (label, value) => `${label} = ${value}`,
  before: '之前',
  bus: 'x 和之前 h 的所有单元，乘以每个门的权重',
  part: '部分',
  formula: '公式',
  numbers: '代入这些数字',
  lines: '状态曲线',
  linesHelp:
    '每个单元一条线。拖选一段时间（或填入两端），再设阈值：整段都高于阈值的单元会被列出并画成彩色。方法取自 LSTMVis（Strobelt 等 2018）。',
  linesOf: '曲线',
  threshold: '阈值',
  from: '从',
  to: '到',
  clear: '清除时间段',
  outside: '并且紧邻的前后都不高于它',
  chosen: (count, from, to, threshold) =>
    `从 ${from} 到 ${to}，有 ${count} 个单元始终高于 ${threshold}`,
  noneChosen: '没有选时间段：只有正在看的单元是彩色的。',
  unit: (unit) => `单元 ${unit}`,
  lineChart: (count, part) => `${count} 个单元的${part}随时间的变化`,
  gradient: '穿过时间的梯度',
  gradientHelp:
    '这个例子的损失有多依赖每个位置的状态：‖∂损失/∂h‖，包括经过之后各位置的所有路径。它在往回走时消失的地方，这一层就学不到东西。',
  gradientLog: '对数刻度',
  gradientLinear: '线性刻度',
  gradientNone: '这里没有梯度：没有损失。',
  gradientBar: (model, place, value) => `${model}，位置 ${place}：${value}`,
  waiting: '正在询问引擎……',
  parts: {
    i: '输入门',
    f: '遗忘门',
    g: '候选值',
    o: '输出门',
    c: '细胞状态',
    h: '隐藏状态',
    r: '重置门',
    z: '更新门',
    n: '候选值',
  },
};

export const words: Words<StatesWords> = { en, zh };
