import type { Dataset } from '../data/dataset';
import { randomSource } from '../data/random';
import { PAD } from '../models/blocks/words';
import { ExperimentError, InputError } from '../tensor/errors';
import { sizeOf } from '../tensor/shape';
import { Forward, type ForwardRequest } from './forward';
import { choose, type SampleRequest } from './sampling';

/** Most characters of one request. */
const LONGEST = 10_000;

/**
 * Goes on with a text, character by character: the model reads the last characters that fit its
 * window, and one of those that it thinks may follow is drawn. The same weights, prompt, rule and seed
 * give the same text.
 */
export class Sampler {
  private constructor(
    private readonly forward: Forward,
    private readonly dataset: Dataset,
    private readonly field: string,
    private readonly characters: readonly string[],
    private readonly request: SampleRequest,
    private readonly random: () => number,
    private readonly ids: number[],
  ) {}

  /** @throws InputError when the request cannot be, ExperimentError when the model writes no text */
  static async create(
    place: Omit<ForwardRequest, 'batch'>,
    request: SampleRequest,
  ): Promise<Sampler> {
    const { characters, wordField } = place.dataset;
    if (!characters || wordField === undefined) {
      throw new ExperimentError('This experiment writes no text: its model knows no characters.');
    }
    requireRequest(request);
    const ids = idsOf(request.prompt, characters);
    const forward = await Forward.create({ ...place, batch: 1 });
    const random = randomSource(request.seed);
    return new Sampler(forward, place.dataset, wordField, characters, request, random, ids);
  }

  /** The next character. */
  async next(): Promise<string> {
    const { characters, dataset, field, ids, request } = this;
    const length = sizeOf(dataset.fields[field].shape);
    const window = ids.slice(-length);
    const tokens = new Int32Array(length);
    tokens.set(window);
    const all = await this.forward.run({ [field]: tokens });
    const last = (window.length - 1) * characters.length;
    const probabilities = all.subarray(last, last + characters.length);
    const id = choose(probabilities, request, this.random(), NEVER);
    ids.push(id);
    return characters[id];
  }

  destroy(): void {
    this.forward.destroy();
  }
}

const NEVER: ReadonlySet<number> = new Set([PAD]);

/** @throws InputError naming what cannot be read */
function idsOf(prompt: string, characters: readonly string[]): number[] {
  const text = Array.from(prompt);
  if (text.length === 0) throw new InputError('Type at least one character to go on from.');
  const ids = text.map((character) => characters.indexOf(character));
  const strangers = new Set(text.filter((_, i) => ids[i] <= PAD));
  if (strangers.size === 0) return ids;
  const named = [...strangers].slice(0, 10).map((character) => JSON.stringify(character));
  throw new InputError(`The model has never read: ${named.join(', ')}.`);
}

/** @throws InputError naming what is out of range */
function requireRequest({ length, temperature, topK, topP, seed }: SampleRequest): void {
  const require = (holds: boolean, what: string, got: number, range: string) => {
    if (!holds) throw new InputError(`${what}: got ${got}, expected ${range}.`);
  };
  const whole = Number.isInteger;
  require(whole(length) &&
    length >= 1 &&
    length <= LONGEST, 'Length', length, `a whole number from 1 to ${LONGEST}`);
  require(temperature >= 0 &&
    temperature <= 10, 'Temperature', temperature, 'a number from 0 to 10');
  require(whole(topK) && topK >= 0, 'Top-k', topK, 'a whole number from 0, which keeps all');
  require(topP > 0 && topP <= 1, 'Top-p', topP, 'a number above 0, at most 1');
  require(whole(seed) &&
    seed >= 0 &&
    seed < 2 ** 32, 'Seed', seed, 'a whole number from 0 to 4294967295');
}
