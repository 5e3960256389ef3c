export const words = {
  en: {
    question: 'Why this answer?',
    class: 'Class',
    position: 'Answer at',
    predicted: 'predicted',
    score: 'Score (logit)',
    probability: 'Probability',
    working: 'Computing…',
    again: 'Compute again',
    stale: (step: string): string =>
      `The model has changed since: these numbers are those of step ${step}.`,
    inputs: 'What the input contributes',
    inputsHelp:
      'Four answers to the question how much each element adds to the score of the class. Above 0 it speaks for the class, below 0 against it. They need not agree: each asks something else.',
    methods: {
      integrated: 'Integrated gradients',
      gradientInput: 'Gradient × input',
      occlusion: 'Occlusion',
      direct: 'Direct',
      attention: 'Attention',
    },
    methodHelp: {
      integrated:
        'The gradient along the straight way from a baseline, where all word vectors and all numbers of the input are 0 (positions stay), to the example; times the way. Its sum is the whole change of the score (Sundararajan, Taly & Yan 2017).',
      gradientInput:
        'The slope of the score at the example, times the input: what a straight line from 0 would give.',
      occlusion: 'The score less what it is with the element replaced (Zeiler & Fergus 2014).',
      direct:
        'What the vector of the word itself adds to the score, past all attention: its part of the sum below.',
      attention:
        'The weight that the element gets, not its effect: the last attention on which the answer depends, the mean over heads and queries. On a scale of its own, 0 to 1.',
    },
    replacement: {
      unknown: 'Occlusion: the word becomes [unk].',
      padding: 'Occlusion: the word becomes padding, which is masked.',
      zero: 'Occlusion: the vector of the word becomes 0.',
      mean: 'Occlusion: a patch or position becomes the mean of them all.',
    },
    attentionOf: (pattern: string, queries: number): string =>
      queries === 1
        ? `Attention: ${pattern}, one query.`
        : `Attention: ${pattern}, mean of ${queries} queries.`,
    complete: 'Integrated gradients add up',
    completeSum: 'sum of all elements',
    completeChange: 'score less that of the baseline',
    completeError: (steps: string): string => `difference, with ${steps} steps`,
    agreement: 'Do they agree?',
    agreementHelp:
      'Spearman’s rank correlation of each two: 1 the same order, 0 none, −1 the reverse. With attention, which has no sign, the sizes of the others are compared.',
    parts: 'What each part of the model adds',
    partsHelp:
      'The score is a sum: each head, each perceptron and each bias writes into one stream, from which the score is read linearly (Elhage et al. 2021). What a part changes in later parts is counted there.',
    frozen: (names: string): string =>
      `Held fixed, so that the sum is exact: the scale of the layer norm ${names}.`,
    heldWeights: (names: string): string => `Held fixed: the weights ${names}.`,
    noStream:
      'This model has no stream to which its parts add, so that its score splits only into what its last layer reads.',
    head: (n: number): string => `head ${n}`,
    kinds: { input: 'Input', positions: 'Positions', layer: 'Layer', bias: 'Biases' },
    total: 'Sum',
    other: 'Attention is not explanation',
    otherHelp:
      'Give the same weights to other keys, and everything else stays as it is. If the answer stays as well, these weights were not what made it (Jain & Wallace 2019). If it changes, the model does use them; but a model trained anew with other weights might have found the answer too (Wiegreffe & Pinter 2019).',
    which: 'Shuffle',
    last: 'the last attention',
    all: 'all attention',
    shuffle: 'Shuffle again',
    sames: (same: string, all: string): string =>
      `In ${same} of ${all} orders the predicted class stays the same.`,
    changes: (median: string, most: string): string =>
      `The answer moves by ${median} in the median, by ${most} at most (total variation, 0 to 1).`,
    verdict: {
      quiet: 'Here other weights hardly matter: this attention does not explain the answer.',
      mixed:
        'Here other weights move the answer, though often not to another class: they matter, but they are not the whole reason.',
      loud: 'Here other weights change the answer: the model does read what it attends. That alone does not say how.',
    },
    own: 'as the model has it',
    equal: 'all keys alike',
    quiet: 'most different with the same answer',
    noQuiet: 'no order leaves the answer within 0.01',
    loud: 'changes the answer most',
    becomes: (name: string, p: string): string => `${name} ${p}`,
    axisX: 'how different the weights are (Jensen–Shannon, nats)',
    axisY: 'how far the answer moves',
    chart: (count: string): string =>
      `${count} orders of the weights: how different they are, and how far the answer moves`,
    later: (n: string): string =>
      `${n} later elements are left out: the answer cannot depend on them.`,
    element: 'Element',
    input: 'Input',
  },
  zh: {
    question: '为什么是这个答案？',
    class: '类别',
    position: '答案的位置',
    predicted: '预测',
    score: '得分（logit）',
    probability: '概率',
    working: '正在计算…',
    again: '重新计算',
    stale: (step: string): string => `模型此后又变了：这些数字是第 ${step} 步时的。`,
    inputs: '输入的贡献',
    inputsHelp:
      '每个元素给这个类别的得分增加多少？这里有四种回答。大于 0 支持这个类别，小于 0 反对它。它们不必一致：每一种问的都不一样。',
    methods: {
      integrated: '积分梯度',
      gradientInput: '梯度 × 输入',
      occlusion: '遮挡',
      direct: '直接贡献',
      attention: '注意力',
    },
    methodHelp: {
      integrated:
        '沿直线从基线（所有词向量和输入数字都为 0，位置不变）到这个例子的梯度，乘以路程。它们之和就是得分的全部变化（Sundararajan、Taly 与 Yan 2017）。',
      gradientInput: '得分在这个例子处的斜率乘以输入：从 0 出发的一条直线会给出的值。',
      occlusion: '得分减去替换这个元素之后的得分（Zeiler 与 Fergus 2014）。',
      direct: '这个词的向量自身绕过所有注意力、直接加到得分上的部分：下面那个和中属于它的一份。',
      attention:
        '元素得到的权重，而不是它的作用：答案所依赖的最后一层注意力，对头和查询取平均。它有自己的刻度，0 到 1。',
    },
    replacement: {
      unknown: '遮挡：这个词变成 [unk]。',
      padding: '遮挡：这个词变成填充，会被掩码。',
      zero: '遮挡：这个词的向量变成 0。',
      mean: '遮挡：一个小块或一个位置变成全体的均值。',
    },
    attentionOf: (pattern: string, queries: number): string =>
      queries === 1
        ? `注意力：${pattern}，一个查询。`
        : `注意力：${pattern}，${queries} 个查询的平均。`,
    complete: '积分梯度加起来正好',
    completeSum: '所有元素之和',
    completeChange: '得分减去基线的得分',
    completeError: (steps: string): string => `差，共 ${steps} 步`,
    agreement: '它们一致吗？',
    agreementHelp:
      '每两种方法的斯皮尔曼等级相关：1 顺序相同，0 无关，−1 相反。注意力没有正负，与它比较的是其他方法的大小。',
    parts: '模型每个部分加了多少',
    partsHelp:
      '得分是一个和：每个头、每个感知机和每个偏置都写进同一条流，得分由它线性读出（Elhage 等 2021）。一个部分对后面部分的影响，算在后面的部分里。',
    frozen: (names: string): string => `为使和精确，固定不变的是层归一化 ${names} 的尺度。`,
    heldWeights: (names: string): string => `固定不变的是权重 ${names}。`,
    noStream: '这个模型没有各部分相加的流，所以得分只能分成最后一层所读的东西。',
    head: (n: number): string => `头 ${n}`,
    kinds: { input: '输入', positions: '位置', layer: '层', bias: '偏置' },
    total: '和',
    other: '注意力不是解释',
    otherHelp:
      '把同样的权重给别的键，其他一切不变。如果答案也不变，那么造成它的就不是这些权重（Jain 与 Wallace 2019）。如果答案变了，模型确实用到它们；但用别的权重重新训练的模型也许同样能找到答案（Wiegreffe 与 Pinter 2019）。',
    which: '打乱',
    last: '最后一层注意力',
    all: '所有注意力',
    shuffle: '再打乱一次',
    sames: (same: string, all: string): string => `${all} 种顺序中有 ${same} 种预测的类别不变。`,
    changes: (median: string, most: string): string =>
      `答案移动的中位数是 ${median}，最多 ${most}（全变差，0 到 1）。`,
    verdict: {
      quiet: '这里别的权重几乎没有影响：这个注意力不能解释答案。',
      mixed: '这里别的权重会使答案移动，但往往不会变成另一个类别：它们有作用，但不是全部原因。',
      loud: '这里别的权重会改变答案：模型确实读它所注意的内容。但仅凭这一点还不知道怎样读。',
    },
    own: '模型自己的',
    equal: '所有键相同',
    quiet: '答案不变而权重最不同的',
    noQuiet: '没有一种顺序使答案的变化在 0.01 以内',
    loud: '答案变化最大的',
    becomes: (name: string, p: string): string => `${name} ${p}`,
    axisX: '权重有多不同（Jensen–Shannon，nat）',
    axisY: '答案移动多远',
    chart: (count: string): string => `权重的 ${count} 种顺序：它们有多不同，答案移动多远`,
    later: (n: string): string => `后面的 ${n} 个元素没有列出：答案不可能依赖它们。`,
    element: '元素',
    input: '输入',
  },
};
