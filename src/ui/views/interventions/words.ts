import type { InterventionKind } from '../../../engine/experiment/schema';
import type { Axis } from '../../../engine/tensor/types';
import type { Words } from '../../i18n/use-words';

interface InterventionWords {
  readonly title: string;
  readonly help: string;
  readonly only: string;
  readonly onlyHelp: string;
  readonly chooseCell: string;
  readonly cells: (n: number) => string;
  readonly everything: string;
  readonly axis: Readonly<Record<Axis, string>>;
  readonly kind: Readonly<Record<InterventionKind, string>>;
  readonly kindHelp: Readonly<Record<InterventionKind, string>>;
  readonly value: string;
  readonly factor: string;
  readonly notANumber: string;
  readonly example: string;
  readonly split: string;
  readonly splits: { readonly train: string; readonly validation: string };
  readonly exampleRange: (last: number) => string;
  readonly fromExample: (index: number, split: string) => string;
  readonly times: (factor: string) => string;
  readonly setTo: (value: string) => string;
  readonly shuffled: (seed: number) => string;
  readonly list: string;
  readonly on: (what: string) => string;
  readonly inTraining: string;
  readonly inTrainingOf: (what: string) => string;
  readonly remove: (what: string) => string;
  readonly stands: (n: number) => string;
  readonly explained: string;
  readonly explainedGiven: string;
  readonly paste: string;
  readonly pasteHelp: string;
  readonly pasteLabel: string;
  readonly pasteApply: string;
  readonly pasted: (n: number) => string;
  readonly pasteEmpty: string;
  readonly pasteNotANumber: (text: string, row: number, col: number) => string;
  readonly pasteRagged: (row: number, got: number, expected: number) => string;
  readonly pasteTooLarge: (got: string, room: string) => string;
  readonly pasteJson: string;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
  readonly nothingChanged: string;
  readonly comparison: string;
  readonly loss: string;
}

export const WORDS: Words<InterventionWords> = {
  en: {
    title: 'Intervene',
    help: 'A rule that stays: all that is computed from these cells follows, at every example.',
    only: 'Only',
    onlyHelp: 'What is not pressed is changed along its whole length.',
    chooseCell: 'Choose a cell to narrow it down further.',
    cells: (n) => (n === 1 ? '1 number' : `${n.toLocaleString('en')} numbers`),
    everything: 'all of it',
    axis: {
      B: 'example',
      T: 'position',
      Tq: 'query',
      Tk: 'key',
      C: 'feature',
      H: 'head',
      D: 'feature',
      V: 'word',
      F: 'feature',
      K: 'class',
      Y: 'row',
      X: 'column',
      G: 'gate',
      R: 'distance',
      S: 'symbol',
      '1': 'axis',
    },
    kind: {
      set: 'Set to',
      zero: 'Zero',
      scale: 'Multiply by',
      uniform: 'Equal weights',
      mean: 'Mean',
      shuffle: 'Shuffle',
      freeze: 'Freeze',
      patch: 'Patch from',
    },
    kindHelp: {
      set: 'Every chosen number becomes this one',
      zero: 'Every chosen number becomes 0',
      scale: 'Every chosen number is multiplied by this one; its gradient too',
      uniform: 'Each row of weights becomes equal over the keys that may be attended',
      mean: 'Every chosen number becomes the mean over the chosen positions',
      shuffle: 'The chosen numbers change places along the last axis, in every row the same way',
      freeze: 'The chosen numbers stay what they are now',
      patch: 'The chosen numbers become those that the same model computes for another example',
    },
    value: 'Value to set',
    factor: 'Factor',
    notANumber: 'A number from −1,000,000 to 1,000,000.',
    example: 'Example',
    split: 'Examples of',
    splits: { train: 'Training', validation: 'Held-out' },
    exampleRange: (last) => `A whole number from 0 to ${last.toLocaleString('en')}.`,
    fromExample: (index, split) => `from ${split} example ${index}`,
    times: (factor) => `× ${factor}`,
    setTo: (value) => `= ${value}`,
    shuffled: (seed) => `shuffled, seed ${seed}`,
    list: 'Interventions',
    on: (what) => `On: ${what}`,
    inTraining: 'in training',
    inTrainingOf: (what) => `In training: ${what}`,
    remove: (what) => `Remove: ${what}`,
    stands: (n) => (n === 1 ? '1 intervention' : `${n} interventions`),
    explained: 'This is what an intervention makes of it.',
    explainedGiven: 'An intervention put this number here.',
    paste: 'Paste numbers',
    pasteHelp:
      'Rows of numbers, as a spreadsheet copies them (CSV, TSV) or as JSON. They go from the chosen cell to the right and down, else from the first one.',
    pasteLabel: 'Numbers to paste',
    pasteApply: 'Put them in',
    pasted: (n) => (n === 1 ? '1 number is in.' : `${n} numbers are in.`),
    pasteEmpty: 'There are no numbers. Paste rows such as “0.5, 1, 0”.',
    pasteNotANumber: (text, row, col) =>
      `Row ${row}, column ${col}: “${text}” is no finite number.`,
    pasteRagged: (row, got, expected) =>
      `Row ${row} has ${got} numbers, the first one ${expected}. All rows must be equally long.`,
    pasteTooLarge: (got, room) =>
      `These are ${got} numbers (rows × columns); from this cell on there is room for ${room}.`,
    pasteJson: 'This begins like JSON but cannot be read as a list of numbers or of rows.',
    before: 'unedited',
    after: 'now',
    difference: 'difference',
    nothingChanged:
      'Nothing is edited and no intervention is on, so every difference is 0. Change a number, or intervene on a tensor in the inspector.',
    comparison: 'Now minus the same run without edits and interventions.',
    loss: 'Loss',
  },
  zh: {
    title: '干预',
    help: '一条持续生效的规则：凡由这些数算出的，在每个例子上都随之改变。',
    only: '仅限',
    onlyHelp: '没有按下的轴，整条都会改变。',
    chooseCell: '选中一个单元格，可以进一步缩小范围。',
    cells: (n) => `${n.toLocaleString('zh')} 个数`,
    everything: '全部',
    axis: {
      B: '例子',
      T: '位置',
      Tq: '查询',
      Tk: '键',
      C: '特征',
      H: '头',
      D: '特征',
      V: '词',
      F: '特征',
      K: '类别',
      Y: '行',
      X: '列',
      G: '门',
      R: '距离',
      S: '符号',
      '1': '轴',
    },
    kind: {
      set: '设为',
      zero: '置零',
      scale: '乘以',
      uniform: '均等权重',
      mean: '均值',
      shuffle: '打乱',
      freeze: '冻结',
      patch: '移植自',
    },
    kindHelp: {
      set: '选中的每个数都变成这个数',
      zero: '选中的每个数都变成 0',
      scale: '选中的每个数都乘以它，梯度也一样',
      uniform: '每一行权重在可以关注的键上变得相等',
      mean: '选中的每个数都变成所选各位置的均值',
      shuffle: '选中的数沿最后一个轴交换位置，每一行的换法相同',
      freeze: '选中的数保持现在的值',
      patch: '选中的数换成同一个模型在另一个例子上算出的数',
    },
    value: '要设的数',
    factor: '倍数',
    notANumber: '请填 −1,000,000 到 1,000,000 之间的数。',
    example: '例子',
    split: '取自',
    splits: { train: '训练集', validation: '验证集' },
    exampleRange: (last) => `请填 0 到 ${last.toLocaleString('zh')} 之间的整数。`,
    fromExample: (index, split) => `取自${split}例子 ${index}`,
    times: (factor) => `× ${factor}`,
    setTo: (value) => `= ${value}`,
    shuffled: (seed) => `打乱，种子 ${seed}`,
    list: '干预',
    on: (what) => `启用：${what}`,
    inTraining: '训练中也用',
    inTrainingOf: (what) => `训练中也用：${what}`,
    remove: (what) => `移除：${what}`,
    stands: (n) => `${n} 项干预`,
    explained: '这是干预之后的结果。',
    explainedGiven: '这个数是一项干预放在这里的。',
    paste: '粘贴数字',
    pasteHelp:
      '一行行数字：从表格复制的（CSV、TSV）或 JSON 都可以。从选中的单元格起向右向下填入；没有选中时从第一个开始。',
    pasteLabel: '要粘贴的数字',
    pasteApply: '填入',
    pasted: (n) => `已填入 ${n} 个数。`,
    pasteEmpty: '没有数字。请粘贴像“0.5, 1, 0”这样的行。',
    pasteNotANumber: (text, row, col) => `第 ${row} 行第 ${col} 列：“${text}”不是有限的数。`,
    pasteRagged: (row, got, expected) =>
      `第 ${row} 行有 ${got} 个数，第一行有 ${expected} 个。各行必须一样长。`,
    pasteTooLarge: (got, room) => `这里有 ${got} 个数（行 × 列）；从这个单元格起只放得下 ${room}。`,
    pasteJson: '开头像 JSON，但读不成数字或各行的列表。',
    before: '未改动',
    after: '现在',
    difference: '差',
    nothingChanged:
      '没有修改，也没有启用的干预，所以差处处为 0。请改动一个数，或在检视栏里对某个张量进行干预。',
    comparison: '现在的值减去没有修改和干预时的值。',
    loss: '损失',
  },
};
