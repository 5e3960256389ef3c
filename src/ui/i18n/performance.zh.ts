import type { PerformanceMessages } from './performance.en';

/** 执行计划与测速页的文字。 */
export const performanceZh: PerformanceMessages = {
  plan: {
    ofStep: '一个训练步的执行计划',
    ofExample: '这个样例的执行计划',
    intro:
      '整个计算在开始之前就已确定：这些内核依次执行，途中不再创建任何东西。在 CPU 上，同样的清单以循环执行。',
    introExample:
      '这里不做训练，所以这是屏幕上这个样例的执行计划。其中每个张量都可查看：全部存储，互不共用内存。',
    dispatches: '调度次数',
    onTheWay: '途中算出的张量',
    memory: '中间结果的内存',
    inBuffers: (buffers) => `${buffers} 个缓冲区`,
    unshared: '不共用时',
    number: '序号',
    tensors: '张量',
    kernel: '内核',
    workgroups: '工作组',
    with: '途中算出',
    phase: { forward: '前向', backward: '反向', update: '更新' },
    does: {
      'gradient norm': '梯度的长度',
      record: '记下损失和准确率',
      'states (copy)': '把状态传到下一步',
    },
    table: '依次列出每次调度',
    loading: '正在取得执行计划……',
  },

  bench: {
    title: '这台电脑有多快？',
    intro:
      'Heed 在这里用默认设置训练自己的实验，并做矩阵乘法：在 CPU 上，浏览器提供 GPU 时也在 GPU 上。',
    before: '按下“开始”之前不会测量任何东西。请先关掉占用电脑的其他程序，并接上电源。',
    each: '每项测量的时间',
    seconds: (n) => `${n} 秒`,
    start: '开始',
    again: '重新开始',
    stop: '停止',
    preparing: '正在准备……',
    measuring: (what, where) => `正在 ${where} 上测量“${what}”……`,
    finished: '已完成。',
    stopped: '已停止。此前测得的结果保留。',
    failed: '失败',
    failedWhy: (what, where, why) => `“${what}”在 ${where} 上失败：${why}`,
    results: '结果',
    what: '测量内容',
    threads: (n) => `${n} 个线程`,
    software: '软件模拟',
    absent: '未测量',
    product: (n) => `矩阵乘法 ${n}\u00a0×\u00a0${n}`,
    stepsPerSecond: '每秒训练步数',
    gflops: 'GFLOP/s：每秒十亿次运算',
    stepsUnit: '步/秒',
    gflopsUnit: 'GFLOP/s',
    copyText: '复制结果',
    copyJson: '复制为 JSON',
    copied: '结果已复制到剪贴板。',
    notCopied: '浏览器不允许复制。',
    link: '这台电脑有多快？',
  },
};
