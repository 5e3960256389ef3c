/** What the panel that goes on with a text, and the chart of distances, say. */
export const writingEn = {
  writeOn: {
    title: 'Write on',
    help: 'The model goes on with your text, character by character: from the last characters that fit its window it says how likely each one is to come next, and one is drawn. The better it is trained, the better the text.',
    prompt: 'From',
    length: 'Characters',
    temperature: 'Temperature',
    topK: 'Top-k',
    topP: 'Top-p',
    seed: 'Seed',
    settingHelp: {
      length: 'How many are written.',
      temperature:
        'Below 1 likely characters become likelier still; 0 always takes the most likely.',
      topK: 'Only so many of the likeliest are drawn from; 0 for all.',
      topP: 'Only the likeliest that together have this probability are drawn from; 1 for all.',
      seed: 'The same seed and weights give the same text.',
    },
    outOfRange: (min: number, max: number): string => `Enter a number from ${min} to ${max}.`,
    write: 'Write',
    stop: 'Stop',
    empty: 'What is written appears here.',
  },

  series: {
    title: (unit: string): string => `Changes, standing at the month in which they end (${unit})`,
    known: 'known',
    forecast: 'forecast',
    came: 'what came',
    chart: (forecast: string, came: string): string =>
      `The changes that are known, the forecast ${forecast}, and what came, ${came}`,
  },

  distances: {
    cause: {
      title: 'Accuracy by distance',
      help: 'Share of the held-out answers that are right, by how many steps back the mark lies that they depend on. Measured anew with every evaluation.',
      axis: 'steps back',
    },
    segment: {
      title: 'Loss by context',
      help: 'Loss of the held-out characters (nats), by how many characters before each a model without memory has in its own segment. Measured anew with every evaluation.',
      axis: 'characters in the segment of the plain model',
    },
    waiting: 'Measured with the first evaluation, after 100 steps.',
    chart: (title: string, runs: string): string => `${title}, held-out answers: ${runs}`,
    from: (value: string, near: number, far: number, farValue: string): string =>
      `${value} at ${near}, ${farValue} at ${far}`,
  },
};

export type WritingMessages = typeof writingEn;
