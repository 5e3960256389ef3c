import type { Words } from '../../i18n/use-words';

interface InspectWords {
  readonly into: string;
  readonly intoHelp: string;
  readonly intoNothing: string;
  readonly cells: (count: number) => string;
  readonly light: (tensor: string) => string;
  readonly more: (count: number) => string;
  readonly copy: string;
  readonly copyPython: string;
  readonly copyCsv: string;
  readonly saveNpy: string;
  readonly copied: string;
  readonly notCopied: string;
  readonly distribution: (bins: number, min: string, max: string, most: number) => string;
  readonly cost: string;
  readonly size: string;
  readonly dispatch: string;
  readonly dispatchOf: (number: number, of: number) => string;
  readonly kernel: string;
  readonly groups: string;
  readonly time: string;
  readonly timeOf: (time: string, runs: number) => string;
  readonly given: string;
}

export const words: Words<InspectWords> = {
  en: {
    into: 'What this number goes into',
    intoHelp:
      'Click a tensor to light its cells that are computed from this one, or go to one of them.',
    intoNothing: 'Nothing is computed from it.',
    cells: (count) => (count === 1 ? '1 cell' : `${count.toLocaleString('en')} cells`),
    light: (tensor) => `Light these cells of ${tensor}`,
    more: (count) => `and ${count.toLocaleString('en')} more`,
    copy: 'Take it elsewhere',
    copyPython: 'Copy as Python',
    copyCsv: 'Copy as CSV',
    saveNpy: 'Save as .npy',
    copied: 'Copied.',
    notCopied: 'The browser does not allow copying here.',
    distribution: (bins, min, max, most) =>
      `Distribution from ${min} to ${max} in ${bins} equal parts; the largest holds ${most.toLocaleString('en')} numbers`,
    cost: 'What computing it takes',
    size: 'bytes',
    dispatch: 'dispatch',
    dispatchOf: (number, of) => `${number} of ${of}`,
    kernel: 'shader',
    groups: 'workgroups',
    time: 'time',
    timeOf: (time, runs) => `${time} (mean of ${runs})`,
    given: 'No dispatch: it is given, or another view of what is there.',
  },
  zh: {
    into: '这个数用到哪里去',
    intoHelp: '点击一个张量，照亮其中由这个数算出的格子；也可以直接走到其中一格。',
    intoNothing: '没有什么由它算出。',
    cells: (count) => `${count.toLocaleString('zh')} 格`,
    light: (tensor) => `照亮 ${tensor} 的这些格子`,
    more: (count) => `另有 ${count.toLocaleString('zh')} 格`,
    copy: '带到别处',
    copyPython: '复制为 Python',
    copyCsv: '复制为 CSV',
    saveNpy: '存为 .npy',
    copied: '已复制。',
    notCopied: '浏览器不允许在此复制。',
    distribution: (bins, min, max, most) =>
      `从 ${min} 到 ${max} 等分为 ${bins} 段的分布；最多的一段有 ${most.toLocaleString('zh')} 个数`,
    cost: '计算的开销',
    size: '字节',
    dispatch: '调度',
    dispatchOf: (number, of) => `第 ${number} 个，共 ${of} 个`,
    kernel: '着色器',
    groups: '工作组',
    time: '时间',
    timeOf: (time, runs) => `${time}（${runs} 次平均）`,
    given: '没有调度：它是给定的，或只是已有数据的另一种视图。',
  },
};
