import { naiveBayesBaseline } from '../../data/naive-bayes-baseline';
import type { Dataset, SplitName } from '../../data/dataset';
import type { TextSet } from '../text-registry';

/** Of those with addresses in training and among the held-out ones, four from two centuries. */
const SPEAKERS = ['James Monroe', 'Theodore Roosevelt', 'Harry S Truman', 'William J Clinton'];
const NO_CLASS = -1;

/** Sentences of four presidents from their State of the Union addresses; the held-out addresses are others. */
function bySpeaker(all: Dataset): Dataset {
  const [maxLength] = all.fields.tokens.shape;
  const classOf = (split: SplitName, i: number) =>
    SPEAKERS.indexOf(all.example(split, i).source.replace(/, \d+$/, ''));
  const partOf = (split: SplitName) => {
    const { count, values } = all[split];
    const classes = Array.from({ length: count }, (_, i) => classOf(split, i));
    const rows = [...classes.keys()].filter((i) => classes[i] !== NO_CLASS);
    const tokens = new Int32Array(rows.length * maxLength);
    rows.forEach((row, i) =>
      tokens.set(values.tokens.subarray(row * maxLength, (row + 1) * maxLength), i * maxLength),
    );
    const target = Int32Array.from(rows, (row) => classes[row]);
    return { rows, count: rows.length, values: { tokens, target } };
  };
  const parts = { train: partOf('train'), validation: partOf('validation') };
  const { train, validation } = parts;
  return {
    ...all,
    fields: {
      ...all.fields,
      target: { ...all.fields.target, range: [NO_CLASS, SPEAKERS.length - 1] },
    },
    classes: SPEAKERS,
    train,
    validation,
    baseline: naiveBayesBaseline(train, validation, {
      length: maxLength,
      classes: SPEAKERS.length,
      vocabularySize: all.vocabulary.length,
    }),
    example: (split, index) => {
      const shown = all.example(split, parts[split].rows[index]);
      const target = parts[split].values.target[index];
      const values = { ...shown.values, target: { data: Int32Array.of(target), shape: [] } };
      return { ...shown, values, target };
    },
  };
}

const set: TextSet = {
  id: 'who-said-it',
  order: 15,
  name: { en: 'Who said it?', zh: '这话是谁说的？' },
  classes: {
    'James Monroe': '詹姆斯·门罗',
    'Theodore Roosevelt': '西奥多·罗斯福',
    'Harry S Truman': '哈里·杜鲁门',
    'William J Clinton': '比尔·克林顿',
  },
  open: async (open) => {
    const { openWhenWasItSaid } = await import('../../data/when-was-it-said');
    return bySpeaker(await openWhenWasItSaid(open));
  },
};

export default set;
