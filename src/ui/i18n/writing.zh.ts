import type { WritingMessages } from './writing.en';

/** 续写面板与距离曲线的文字。 */
export const writingZh: WritingMessages = {
  writeOn: {
    title: '续写',
    help: '模型从你给的文字接着往下写，一次一个字符：它读窗口里放得下的最后若干字符，给出每个字符接下来出现的概率，再从中抽取一个。训练得越好，写得越像样。',
    prompt: '开头',
    length: '字符数',
    temperature: '温度',
    topK: 'Top-k',
    topP: 'Top-p',
    seed: '种子',
    settingHelp: {
      length: '一共写多少个字符。',
      temperature: '低于 1 时，可能的字符变得更可能；为 0 时总取最可能的那个。',
      topK: '只从最可能的若干个字符中抽取；0 表示不限。',
      topP: '只从概率之和达到此值的最可能的字符中抽取；1 表示不限。',
      seed: '种子和权重相同，写出的文字就相同。',
    },
    outOfRange: (min, max) => `请输入 ${min} 到 ${max} 之间的数。`,
    write: '写',
    stop: '停',
    empty: '写出的文字会出现在这里。',
  },

  series: {
    title: (unit) => `变化量，标在结束的月份（${unit}）`,
    known: '已知',
    forecast: '预测',
    came: '实际',
    chart: (forecast, came) => `已知的变化量，预测值 ${forecast}，实际值 ${came}`,
  },

  distances: {
    cause: {
      title: '准确率与距离',
      help: '留出样例中答对的比例，按答案所依据的记号在多少步之前分开统计。每次评估都会重新测量。',
      axis: '步之前',
    },
    segment: {
      title: '损失与上文',
      help: '留出字符的损失（nat），按没有记忆的模型在自己的段内能看到多少个上文字符分开统计。每次评估都会重新测量。',
      axis: '普通模型段内的上文字符数',
    },
    waiting: '训练 100 步后第一次评估时测量。',
    chart: (title, runs) => `${title}（留出样例）：${runs}`,
    from: (value, near, far, farValue) => `${near} 时 ${value}，${far} 时 ${farValue}`,
  },
};
