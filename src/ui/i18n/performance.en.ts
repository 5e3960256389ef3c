/** What the plan and the speed test say. */
export const performanceEn = {
  plan: {
    ofStep: 'Plan of one training step',
    ofExample: 'Plan of this example',
    intro:
      'The whole computation is known before it starts: these kernels run one after another, and nothing is created on the way. On the CPU the same list runs as loops.',
    introExample:
      'Nothing is trained here, so this is the plan of the example on screen. Every tensor of it can be looked at: each is stored, and no two share memory.',
    dispatches: 'Dispatches',
    onTheWay: 'Tensors computed on the way',
    memory: 'Memory in between',
    inBuffers: (buffers: number): string => (buffers === 1 ? '1 buffer' : `${buffers} buffers`),
    unshared: 'Without sharing',
    number: 'No.',
    tensors: 'Tensor',
    kernel: 'Kernel',
    workgroups: 'Work\u00adgroups',
    with: 'with',
    phase: { forward: 'Forward', backward: 'Backward', update: 'Update' },
    /** What the steps after the gradients do, by their names in the plan. */
    does: {
      'gradient norm': 'length of the gradient',
      record: 'keeps loss and accuracy',
      'states (copy)': 'carries the states on',
    } as Readonly<Record<string, string>>,
    table: 'Every dispatch, in order',
    loading: 'Fetching the plan…',
  },

  bench: {
    title: 'How fast is this computer?',
    intro:
      'Heed trains its own experiments here, with their default settings, and multiplies matrices: on the CPU, and on the GPU where the browser offers one.',
    before:
      'Nothing is measured before you press Start. Close what else keeps the computer busy, and connect its charger.',
    each: 'Time for each measurement',
    seconds: (n: number): string => `${n} s`,
    start: 'Start',
    again: 'Start again',
    stop: 'Stop',
    preparing: 'Preparing…',
    measuring: (what: string, where: string): string => `Measuring “${what}” on the ${where}…`,
    finished: 'Finished.',
    stopped: 'Stopped. What was measured until then stays.',
    failed: 'failed',
    failedWhy: (what: string, where: string, why: string): string =>
      `“${what}” failed on the ${where}: ${why}`,
    results: 'Results',
    what: 'What is measured',
    threads: (n: number): string => `${n} threads`,
    software: 'imitated in software',
    absent: 'not measured',
    product: (n: number): string => `Matrix product ${n}\u00a0×\u00a0${n}`,
    stepsPerSecond: 'training steps per second',
    gflops: 'GFLOP/s: billions of operations a second',
    stepsUnit: 'steps/s',
    gflopsUnit: 'GFLOP/s',
    copyText: 'Copy results',
    copyJson: 'Copy as JSON',
    copied: 'The results are on the clipboard.',
    notCopied: 'The browser did not allow copying.',
    link: 'How fast is this computer?',
  },
};

export type PerformanceMessages = typeof performanceEn;
