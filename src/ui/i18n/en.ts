import { performanceEn } from './performance.en';
import { viewsEn } from './views.en';
import { ownEn } from './own.en';
import { writingEn } from './writing.en';

const count = (n: number): string => n.toLocaleString('en');
/** A speed: small ones to a tenth. */
const rate = (n: number): string => count(n < 10 ? Number(n.toFixed(1)) : Math.round(n));

/** Every word of the page. The Chinese catalogue has this type, so that none can be missing there. */
export const en = {
  ...viewsEn,
  ...performanceEn,
  ...writingEn,
  ...ownEn,
  language: 'English',
  count,
  rate,
  percent: (fraction: number): string => `${(100 * fraction).toFixed(1)} %`,

  gallery: {
    title: 'Attention you can see, edit and train',
    intro:
      'Heed computes attention in your browser, on your own GPU where there is one. Every number is real: click it to see where it came from, change it and all that follows changes with it, or train the model and watch the pattern form.',
    group: {
      attention: 'Attention by itself',
      reading: 'Reading',
      writing: 'Writing and translating',
      memory: 'Time and memory',
      pictures: 'Pictures and sound',
      own: 'Your own data',
    },
    footer: 'Nothing you do here leaves your computer. Data and licences:',
    licences: 'where the texts come from',
  },

  bar: {
    home: 'Heed: all experiments',
    experiments: 'Choose an experiment',
    allExperiments: 'All experiments',
    mode: 'What the computation shows',
    forward: 'Forward',
    gradient: 'Gradient',
    difference: 'Difference',
    undo: 'Undo',
    redo: 'Redo',
    share: 'Share',
    more: 'More',
    theme: 'Theme',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    /** Shown on the button that changes the language, so in the other language. */
    otherLanguage: '中文',
    switchLanguage: 'Show the page in Chinese',
    help: 'Help and keyboard shortcuts',
    panels: 'Panels',
  },

  panel: {
    setup: 'Setup',
    computation: 'Computation',
    inspector: 'Inspector',
    training: 'Training',
    fold: (panel: string): string => `Fold away: ${panel}`,
    unfold: (panel: string): string => `Open: ${panel}`,
  },

  backend: {
    title: 'Where it is computed',
    running: { cpu: 'CPU', webgpu: 'GPU' },
    onGpu: (adapter: string): string => `Everything is computed on the GPU, by WebGPU: ${adapter}.`,
    /** Beside “CPU”, in a few words. */
    short: {
      forced: 'as asked for',
      'no-webgpu': 'no WebGPU here',
      'no-adapter': 'no graphics adapter',
      'software-adapter': 'no GPU, only software',
      'device-failed': 'GPU failed to start',
      'device-lost': 'GPU was lost',
    },
    onCpu: 'Everything is computed on the CPU.',
    detail: (text: string): string => `Details: ${text}`,
    reason: {
      forced: 'This page’s address asks for it.',
      'no-webgpu': 'This browser has no WebGPU, so the same experiments run on the CPU.',
      'no-adapter': 'The browser has WebGPU, but found no graphics adapter that it may use.',
      'software-adapter':
        'The only graphics adapter is imitated in software, which is slower than using the CPU directly.',
      'device-failed': 'The GPU could not be started.',
      'device-lost':
        'The GPU stopped while it was in use. What was trained was carried over to the CPU.',
    },
    tryGpu: 'Try WebGPU all the same',
    tryCpu: 'Use the CPU instead',
    automatic: 'Choose by itself again',
  },

  status: {
    crashed:
      'The page has met an error that it did not expect. Your experiment is still in its address.',
    reload: 'Reload the page',
    starting: 'Starting the engine…',
    loading: 'Loading the experiment…',
  },

  progress: {
    data: 'Loading the data',
    compile: 'Preparing the computation',
    replay: 'Repeating the training of this link',
    train: 'Training',
    answer: 'Computing the answer',
    stop: 'Stop here',
    cancel: 'Cancel',
  },

  error: {
    dismiss: 'Dismiss',
    /** Beside a field: what the engine says is clear enough. */
    inline: (_sentence: string, detail: string): string => detail,
    code: {
      shape: 'These tensors do not fit together. Nothing was changed.',
      graph: 'This model cannot be built with these settings. Nothing was changed.',
      plan: 'This model does not fit on this device. A smaller one may.',
      device:
        'The device that computes has failed. Your experiment is still in this page’s address.',
      'share-link': 'This link cannot be opened, so here is the gallery.',
      experiment: 'This experiment, or one of its settings, is not known. Nothing was changed.',
      input: 'This value cannot be used. Nothing was changed.',
      numeric: 'Not every number is finite any more.',
    },
  },

  setup: {
    data: 'Data',
    example: 'Example',
    model: 'Model',
    training: 'Training',
    edits: 'Changed by hand',
    aboutExperiment: 'About this experiment',
    lookFirst: 'Look at first',
    toTry: 'Try',
    readOn: 'Read on',
    about: (name: string): string => `About “${name}”`,
    seed: 'Seed',
    seedHelp:
      'Decides the initial weights, the batches and the dropout. The same seed gives the same run.',
    reseed: 'Another seed',
    sizes: (train: number, validation: number): string =>
      `${count(train)} examples to train on, ${count(validation)} held out for validation.`,
    classes: (names: readonly string[]): string => `Classes: ${names.join(', ')}.`,
    /** What a simpler method reaches on the same held-out examples. */
    baseline: {
      mostFrequent: (value: string): string =>
        `Always saying the most frequent class gets ${value} of the held-out examples right.`,
      naiveBayes: (value: string): string =>
        `Naive Bayes, a method that only counts words, gets ${value} of the held-out examples right.`,
      trigram: (value: string): string =>
        `A model that only counts groups of three characters has a loss of ${value} nats per character.`,
      seasonal: (value: string): string =>
        `Repeating what was a season ago has a squared error of ${value}.`,
      bagOfWords: (value: string): string =>
        `A bag of words, which ignores their order, gets ${value} of the held-out examples right.`,
      lettersInContext: (value: string): string =>
        `A reader that counts how letters sound beside their neighbours writes ${value} of the held-out words without a mistake.`,
      nearestNeighbours: (value: string): string =>
        `The three most similar training examples, asked for their class, get ${value} of the held-out examples right.`,
      nearestExample: (value: string): string =>
        `The most similar training example, asked for its class, gets ${value} of the held-out examples right.`,
    },
    licences: 'Source and licence of the data',
    parameters: (n: number): string => `${count(n)} parameters`,
    split: 'Taken from',
    train: 'Training',
    validation: 'Held out',
    index: 'Number',
    ofTotal: (n: number): string => `of ${count(n)}`,
    previous: 'Previous example',
    next: 'Next example',
    another: 'Another example',
    ownText: 'Sentence',
    ownTextHelp: 'Change it or type your own, then press Enter.',
    showText: 'Show',
    target: 'Right answer',
    unknownWords: 'Not in the vocabulary, and read as “unknown word”:',
    noEdits: 'Nothing yet. Select a cell of any matrix, press Enter and type a number.',
    editedCells: (n: number): string => (n === 1 ? '1 number' : `${count(n)} numbers`),
    atStep: (step: number): string => `at step ${count(step)}`,
    resetTensor: (tensor: string): string => `Take back the changes of ${tensor}`,
    resetAll: 'Take back all',
    outOfRange: (min: string, max: string): string => `Enter a number from ${min} to ${max}.`,
    integerOutOfRange: (min: string, max: string): string =>
      `Enter a whole number from ${min} to ${max}.`,
    emptyText: 'Enter at least one word.',
    padLabel: 'Paper to draw on',
    undoStroke: 'Undo stroke',
    clearPad: 'Clear',
    pictureFile: 'Picture file …',
    ownPictureHelp:
      'Draw here, or drop a picture onto it; it stays on this computer. Without a pointer, change the cells of “image”.',
    otherPictureHelp: 'Or drop a picture here; it stays on this computer.',
    pictureProblem: {
      empty: 'This file is empty.',
      tooLarge: 'This file is larger than 20 MB. Choose a smaller picture.',
      tooManyPixels: 'This picture has more than 50 million pixels. Choose a smaller one.',
      unreadable: 'This file is no picture that the browser can read. Try a PNG or JPEG file.',
    },
    record: 'Record',
    stopRecording: 'Stop',
    soundFile: 'Sound file …',
    ownSoundHelp:
      'Say a digit in English, from “zero” to “nine”. The sound stays on this computer; a link to it holds its frames only.',
    recordingNow: 'Recording for two seconds: say a digit now.',
    soundProblem: {
      empty: 'There is no sound in it.',
      tooLarge: 'This file is larger than 10 MB. Choose a shorter sound.',
      unreadable: 'This is no sound that the browser can read. Try a WAV or MP3 file.',
      tooShort: 'This sound is shorter than a tenth of a second.',
      tooQuiet: 'Nothing can be heard. Come closer to the microphone, or turn it up.',
      noMicrophone: 'No microphone was found. A sound file can be chosen instead.',
      notAllowed:
        'The browser does not let this page use the microphone. Allow it in the address bar, or choose a sound file.',
      busy: 'The microphone cannot be used now; another program may have it.',
    },
  },

  setting: {
    scaling: {
      label: 'Divide by √dₖ',
      help: 'Keeps the scores from growing with the width of the keys.',
    },
    temperature: {
      label: 'Temperature',
      help: 'The scores are divided by it: low sharpens the pattern, high flattens it.',
    },
    mask: { label: 'Mask', help: 'Which keys a query may look at.' },
    softmaxAxis: {
      label: 'Softmax over',
      help: 'Over keys, each query’s weights add up to 1. Over queries, they do not, and the output loses its meaning.',
    },
    target: {
      label: 'Target for the output',
      help: 'Gives the output a loss, so that everything gets a gradient.',
    },
    question: { label: 'Question', help: 'Whom the model is asked for.' },
    passive: {
      label: 'Passive sentences',
      help: '“The dog was chased by the cat”: word order alone no longer tells.',
    },
    width: { label: 'Width', help: 'Numbers per token.' },
    heads: {
      label: 'Heads',
      help: 'Patterns side by side; each sees an equal share of the width.',
    },
    layers: { label: 'Layers', help: 'Attention blocks, one after another.' },
    mlp: { label: 'MLP', help: 'Two dense layers after each attention.' },
    layerNorm: {
      label: 'Layer norm',
      help: 'Brings each token to mean 0 and variance 1 before a block.',
    },
    positions: { label: 'Positions', help: 'How the model knows the order of the words.' },
    dropout: { label: 'Dropout', help: 'Share of the numbers set to 0 while training.' },
    wordDropout: {
      label: 'Word dropout',
      help: 'Share of the words hidden while training, so that no single word is relied on.',
    },
    labelSmoothing: {
      label: 'Label smoothing',
      help: 'Share of the target’s probability given to all classes alike.',
    },
    optimizer: { label: 'Optimiser', help: 'How the gradient becomes a change of the weights.' },
    learningRate: { label: 'Learning rate', help: 'Size of each change.' },
    schedule: {
      label: 'Schedule',
      help: 'How the learning rate changes while training. Apart from halving, each goes by a number of steps.',
    },
    halfLife: {
      label: 'Halve it every … steps',
      help: 'The learning rate falls to half in so many steps; 0 keeps it constant.',
    },
    scheduleSteps: {
      label: 'Over … steps',
      help: 'Steps down: to a tenth after every so many. Cosine: down to 0 in so many, then up again; warm-up takes the first tenth. One cycle: up and down in so many. Inverse root: up in so many, then slowly down.',
    },
    momentum: { label: 'Momentum', help: 'Share of the last change that is carried on.' },
    nesterov: {
      label: 'Nesterov',
      help: 'Looks up the gradient ahead, where the momentum is about to lead.',
    },
    weightDecay: {
      label: 'Weight decay',
      help: 'Share of each weight taken off, times the learning rate.',
    },
    clipNorm: {
      label: 'Gradient norm at most',
      help: 'Longer gradients are shortened to it; 0 leaves them.',
    },
    batchSize: { label: 'Batch size', help: 'Examples per training step.' },
  },

  option: {
    none: 'None',
    causal: 'Causal',
    padding: 'Padding',
    keys: 'Keys',
    queries: 'Queries',
    agent: 'Who did it',
    object: 'To whom',
    both: 'Both',
    sinusoidal: 'Sinusoidal',
    learned: 'Learned',
    adam: 'Adam',
    adamw: 'AdamW',
    sgd: 'SGD',
    rmsprop: 'RMSprop',
    adagrad: 'Adagrad',
    lion: 'Lion',
    halving: 'Constant or halving',
    step: 'Steps down',
    cosine: 'Cosine',
    warmupCosine: 'Warm-up and cosine',
    oneCycle: 'One cycle',
    inverseSqrt: 'Warm-up and inverse root',
  },

  training: {
    play: 'Train',
    pause: 'Pause',
    step: 'One step',
    tenSteps: 'Ten steps',
    restart: 'Restart',
    restartHelp: 'Back to step 0 with the initial weights',
    stepCount: 'Step',
    speed: 'Steps per second',
    runSpeed: (perSecond: number): string => `${rate(perSecond)} steps/s`,
    loss: 'Loss',
    accuracy: 'Accuracy',
    lossAxis: 'loss (nats)',
    squaredErrorAxis: 'loss (mean squared error)',
    accuracyAxis: 'accuracy',
    stepAxis: 'step',
    batch: 'batch',
    batchMean: (n: number): string => `${n}-point mean`,
    validation: 'validation',
    baselineName: {
      naiveBayes: 'naive Bayes',
      trigram: 'trigrams',
      seasonal: 'a season ago',
      bagOfWords: 'bag of words',
      lettersInContext: 'letters in context',
      nearestNeighbours: '3 nearest neighbours',
      nearestExample: 'nearest example',
      mostFrequent: 'most frequent class',
    },
    exact: 'Without a mistake',
    exactAxis: 'examples without a mistake',
    frechet: 'Fréchet distance',
    frechetAxis: 'Fréchet distance',
    chooseMeasure: 'Measure of the curve',
    judged: {
      accuracy: (examples: string, share: string): string =>
        `What is drawn is read by a judge: the trained model of the experiment “Digits”, which stays as it is. The accuracy is the share of ${examples} drawn pictures that it reads as the digit asked for. Of as many real pictures that it has not seen it reads ${share} right: the dotted line.`,
      frechet: (examples: string, floor: string): string =>
        `How far what is drawn lies from what is real, all pictures together. The judge’s dense layer makes 128 numbers of each of ${examples} drawn and ${examples} real held-out pictures; the distance compares their means and covariances: |μ₁ − μ₂|² + Tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½). It is 0 when both agree, and it grows when drawn pictures look wrong or too much alike. It depends on the judge and on how many pictures there are: as many real training pictures lie ${floor} from the held-out ones, the dotted line.`,
      realRead: 'real pictures',
      realApart: 'real training pictures',
    },
    model: 'Model',
    goal: 'Goal',
    loadTrained: 'Load a trained model',
    loadTrainedHelp: 'Trained beforehand by the project’s own script, with these default settings',
    trainedModel: (steps: string, seed: number): string =>
      `Pretrained: ${steps} steps, seed ${seed}`,
    trainedAt: (commit: string): string =>
      `Trained beforehand by the project’s own script at commit ${commit}`,
    reached: 'reached',
    notYet: 'not measured yet',
    empty: 'Press “Train”: the curves appear here.',
    chart: (name: string): string => `${name} over the training steps`,
    chartHelp: 'Arrow keys move along the steps.',
    atStep: (step: number): string => `step ${count(step)}`,
    untrainable: 'Nothing is trained here: the numbers follow your changes at once.',
    lossIs: 'Loss against the target',
    more: 'More about the training',
    whenHidden: 'When this tab is hidden',
    hidden: { train: 'Go on training', rest: 'Rest until it is seen again' },
    noTarget: 'Switch on “Target for the output” for a loss and gradients.',
  },

  command: {
    playPause: 'Train or pause',
    step: 'One training step',
    restart: 'Restart the training',
    undo: 'Undo the last change',
    redo: 'Do it again',
    toggleMode: 'Forward or gradient',
    toggleDifference: 'Difference to the run without changes',
    plan: 'How it is computed: the plan',
    copyLink: 'Copy the link',
    help: 'This help',
    theme: 'Next theme',
    language: '中文 / English',
  },

  help: {
    title: 'Help',
    intro:
      'Everything on the page can be done with the mouse, by touch, or from the keyboard. These keys work wherever the focus is not in a field:',
    keys: 'Keys',
    does: 'What they do',
    anywhere: 'Anywhere on the page',
    matrixTitle: 'In a matrix',
    matrix: [
      ['Arrow keys', 'Move from cell to cell'],
      ['Enter', 'Change the cell; Enter again to keep the number'],
      ['Alt + ↑ ↓', 'Step the number up or down; with Shift ten times as far'],
      ['Escape', 'Leave the cell as it was'],
      ['Tab', 'On to the next control'],
    ],
    scripting:
      'Teachers’ pages and notebooks can drive this page: see window.heed in docs/scripting.md.',
    close: 'Close',
    space: 'Space',
  },

  share: {
    title: 'Share this experiment',
    intro:
      'The link holds the experiment itself: settings, seed, step, your changes and what is on screen.',
    withWeights: 'With the trained weights',
    withWeightsHelp:
      'Opens at once. Without them the training is repeated from the seed, which takes as long as it took here.',
    link: 'Link',
    size: (characters: number): string => `${count(characters)} characters`,
    copy: 'Copy link',
    ofPresent: (step: number): string =>
      `The link leads to where the training stands: step ${count(step)}.`,
    copied: 'The link is on the clipboard.',
    notCopied: 'The browser did not allow copying. The link is selected: copy it with Ctrl+C.',
    preparing: 'Preparing the link…',
    tooLong: 'This link would be too long to be opened again.',
  },
};

export type Messages = typeof en;
