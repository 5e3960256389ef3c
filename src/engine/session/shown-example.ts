import type { Dataset, ShownExample } from '../data/dataset';
import { fromBase64 } from '../experiment/bytes';
import type { Example } from '../experiment/schema';
import { InputError } from '../tensor/errors';

/** An example of the data, or the visitor's own, with what the model reads of it. */
export interface Shown {
  readonly example: Example;
  readonly of: ShownExample;
}

/** @throws InputError when there is no such example, or the words or the picture cannot be read */
export function shownExample(dataset: Dataset, example: Example): Shown {
  switch (example.kind) {
    case 'text':
      if (!dataset.encode) throw new InputError('This experiment has no examples made of words.');
      return { example, of: dataset.encode(example.text) };
    case 'picture': {
      if (!dataset.fromPicture)
        throw new InputError('This experiment has no examples of pictures.');
      const { width, height, channels } = example;
      const pixels = fromBase64(example.pixels);
      if (pixels?.length !== width * height * channels) {
        throw new InputError(
          `The picture should have ${width} × ${height} × ${channels} bytes; it has ${pixels?.length ?? 'none that can be read'}.`,
        );
      }
      return { example, of: dataset.fromPicture({ width, height, channels, pixels }) };
    }
    case 'sound': {
      if (!dataset.fromSound) throw new InputError('This experiment has no examples of sound.');
      const bytes = fromBase64(example.frames);
      if (!bytes) throw new InputError('The frames of the sound are not base64 text.');
      return { example, of: dataset.fromSound(bytes) };
    }
    case 'data': {
      const { split, index } = example;
      const { count } = dataset[split];
      if (!Number.isInteger(index) || index < 0 || index >= count) {
        throw new InputError(
          `There is no example ${index} in the ${split} split; it has examples 0 to ${count - 1}.`,
        );
      }
      return { example, of: dataset.example(split, index) };
    }
  }
}

/** The same after a change of settings, which may leave data that it does not fit: then another example. */
export function fittingExample(dataset: Dataset, example: Example, other: Example): Shown {
  try {
    return shownExample(dataset, example);
  } catch (error) {
    if (error instanceof InputError) return shownExample(dataset, other);
    throw error;
  }
}
