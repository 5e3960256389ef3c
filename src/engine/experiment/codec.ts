import { ExperimentError, HeedError, ShareLinkError } from '../tensor/errors';
import { crc32, deflate, fromBase64Url, inflate, toBase64Url } from './bytes';
import type { Experiment, ExperimentId } from './schema';
import { EXPERIMENT_ID, packEdits } from './validators';
import { show } from './show';
import { experimentFromJson, experimentFromLink } from './validate';
import { weightsFromBase64, weightsFromBytes, weightsToBase64, weightsToBytes } from './weights';

// The format is described in docs/link-format.md.

/** The longest link text, in characters. */
const MAX_LINK_LENGTH = 1_000_000;
/** The most bytes that a payload may unpack to. */
const MAX_PAYLOAD_BYTES = 4 * 2 ** 20;
/** A CRC-32 in base64url. */
const CHECK_LENGTH = 6;

/**
 * Experiment → the text after `#` of its link: `v1.ID` when it is as in its defaults, else
 * `v1.ID.PAYLOAD` with what differs. Settings are compared with `defaults`, which must be those of
 * the same experiment.
 * @throws ExperimentError when the experiment is not valid, ShareLinkError when the link gets too long.
 */
export async function encodeExperiment(
  experiment: Experiment,
  defaults: Experiment,
): Promise<string> {
  if (experiment.id !== defaults.id) {
    throw new ExperimentError(
      `Link: got ${show(experiment.id)}, expected "${defaults.id}", whose defaults it is compared with.`,
    );
  }
  const valid = await experimentFromJson(experiment, () => defaults);
  // Read like the experiment, so that both have their keys in the same order.
  const usual = await experimentFromJson(defaults, () => defaults);
  const changes = JSON.stringify(differences(valid, usual));
  const prefix = `v1.${valid.id}`;
  if (changes === '{}' && valid.weights === defaults.weights) return prefix;

  const json = new TextEncoder().encode(changes);
  const tail =
    valid.weights === undefined
      ? []
      : [new Uint8Array(1), weightsToBytes(weightsFromBase64(valid.weights))];
  const bytes = join([json, ...tail]);
  const data = toBase64Url(await deflate(bytes));
  const text = `${prefix}.${data}`;
  const length = text.length + CHECK_LENGTH;
  if (length > MAX_LINK_LENGTH || bytes.length > MAX_PAYLOAD_BYTES) {
    throw linkTooLong(length, bytes.length, valid.weights !== undefined);
  }
  return text + check(text);
}

/**
 * The text after `#` of a link → its experiment. Nothing is taken on trust: the text may come from
 * anywhere. Ranges of settings are left to `validateSettings`.
 * @throws ShareLinkError saying whether this is no link of Heed's, is broken, too long, from a newer
 * version, or of an experiment that does not exist.
 */
export async function decodeExperiment(
  text: string,
  defaultsOf: (id: ExperimentId) => Promise<Experiment> | Experiment,
): Promise<Experiment> {
  const { id, payload } = split(text);
  const defaults = await knownDefaults(id, defaultsOf);
  if (payload === undefined) return defaults;

  const bytes = await unpack(text, payload);
  const separator = bytes.indexOf(0);
  const end = separator === -1 ? bytes.length : separator;
  try {
    const json: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end)),
    );
    const weights =
      separator === -1 ? undefined : weightsToBase64(weightsFromBytes(bytes.subarray(end + 1)));
    return experimentFromLink(json, weights, defaults);
  } catch (error) {
    throw broken(error instanceof ExperimentError ? error.message : 'Its text is not JSON.');
  }
}

async function knownDefaults(
  id: ExperimentId,
  defaultsOf: (id: ExperimentId) => Promise<Experiment> | Experiment,
): Promise<Experiment> {
  try {
    return await defaultsOf(id);
  } catch (error) {
    // From a worker it comes without its class.
    if (!(error instanceof HeedError && error.code === 'experiment')) throw error;
    throw new ShareLinkError(
      `This Heed link names the experiment ${show(id)}, which does not exist. The gallery shows all that there are.`,
    );
  }
}

/** Takes a link apart and says what is wrong with its outside. */
function split(text: string): { id: ExperimentId; payload: string | undefined } {
  if (typeof text !== 'string') throw notALink(text);
  if (text.length > MAX_LINK_LENGTH) {
    throw new ShareLinkError(
      `This Heed link is too long: it has ${text.length} characters, at most ${MAX_LINK_LENGTH} can be opened.`,
    );
  }
  const version = /^v([1-9]\d{0,5})(?:\.|$)/.exec(text)?.[1];
  if (version === undefined) throw notALink(text);
  if (version !== '1') {
    throw new ShareLinkError(
      `This link was made by a newer version of Heed (format ${version}; this one reads format 1). Reload the page to get the newest version.`,
    );
  }
  const parts = text.split('.');
  const name = parts[1] ?? '';
  if (parts.length > 3 || !EXPERIMENT_ID.test(name)) throw broken();
  return { id: name, payload: parts[2] };
}

async function unpack(text: string, payload: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = fromBase64Url(payload.slice(0, -CHECK_LENGTH));
  const body = text.slice(0, -CHECK_LENGTH);
  if (payload.length <= CHECK_LENGTH || !bytes || text !== body + check(body)) throw broken();
  try {
    return await inflate(bytes, MAX_PAYLOAD_BYTES);
  } catch (error) {
    throw broken(
      error instanceof RangeError
        ? `It unpacks to more than ${MAX_PAYLOAD_BYTES} bytes.`
        : 'It cannot be unpacked.',
    );
  }
}

/** What the payload says: all that is not as in the defaults. */
function differences(experiment: Experiment, defaults: Experiment): object {
  const differs = (key: 'example' | 'edits' | 'view'): boolean =>
    JSON.stringify(experiment[key]) !== JSON.stringify(defaults[key]);
  const settings = Object.entries(experiment.settings).filter(
    ([key, value]) => value !== defaults.settings[key],
  );
  return {
    ...(experiment.seed === defaults.seed ? {} : { seed: experiment.seed }),
    ...(settings.length === 0 ? {} : { settings: Object.fromEntries(settings) }),
    ...(differs('example') ? { example: experiment.example } : {}),
    ...(experiment.run ? { run: experiment.run } : {}),
    ...(experiment.step === defaults.step ? {} : { step: experiment.step }),
    ...(differs('edits') ? { edits: packEdits(experiment.edits) } : {}),
    ...(experiment.interventions ? { interventions: experiment.interventions } : {}),
    ...(differs('view') ? { view: experiment.view ?? null } : {}),
  };
}

/** Six characters that tell whether the text before them is as it was made. */
function check(text: string): string {
  const crc = crc32(text);
  return toBase64Url(Uint8Array.of(crc >>> 24, crc >>> 16, crc >>> 8, crc));
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function notALink(got: unknown): ShareLinkError {
  return new ShareLinkError(
    `This is not a Heed link: got ${show(got)}, expected something like "v1.three-words".`,
  );
}

function broken(detail = 'Part of it is missing or was altered.'): ShareLinkError {
  return new ShareLinkError(
    `This Heed link is broken. ${detail} Copy it again as a whole, or ask for a new one.`,
  );
}

function linkTooLong(length: number, bytes: number, weights: boolean): ShareLinkError {
  const way = weights
    ? 'Copy the link without the trained weights: they are then trained again from the seed.'
    : 'Take back some of the edits.';
  return new ShareLinkError(
    `This link would have ${length} characters for ${bytes} bytes; at most ${MAX_LINK_LENGTH} characters and ${MAX_PAYLOAD_BYTES} bytes can be opened again. ${way}`,
  );
}
