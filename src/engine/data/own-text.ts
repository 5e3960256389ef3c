import { InputError } from '../tensor/errors';
import type { CharactersFile } from './characters';
import { trigramLoss } from './trigram';
import { decodeUtf8 } from './utf8';

/** The largest file, in bytes, and the shortest text, in characters. */
const MOST_BYTES = 2_000_000;
const LEAST_CHARACTERS = 2000;
/** A text of fewer different characters has nothing to be learned. */
const LEAST_DISTINCT = 8;
/** Different characters that a model can tell apart; rarer ones are read as `UNKNOWN`. */
const MOST_DISTINCT = 1000;
const UNKNOWN = '\uFFFD';
/** The end of the text is held out: this share of it, but no more characters than so many. */
const HELD_OUT = 0.1;
const MOST_HELD_OUT = 40_000;
/** Control characters but the newline. */
const CONTROL = /(?!\n)\p{Cc}/u;

/** A visitor's own running text. */
export interface OwnText {
  /** As the texts are that ship with the page. */
  readonly file: CharactersFile;
  /** Characters in all, different ones among them, and how many were read as unknown. */
  readonly characters: number;
  readonly distinct: number;
  readonly replaced: number;
}

/**
 * A visitor's text, divided by position: its end is held out. Line ends become newlines, tabs spaces.
 * @throws InputError when it is no plain text in UTF-8, too long, too short or of too few characters
 */
export function readOwnText(bytes: Uint8Array): OwnText {
  const content = decodeUtf8(bytes, MOST_BYTES)
    .replaceAll(/\r\n?|\f/g, '\n')
    .replaceAll('\t', ' ');
  requirePlain(content);
  const all = Array.from(content.trim());
  if (all.length < LEAST_CHARACTERS) {
    throw new InputError(
      `The text has ${all.length} characters; a model needs at least ${LEAST_CHARACTERS} to learn from.`,
    );
  }
  const distinct = new Set(all).size;
  if (distinct < LEAST_DISTINCT) {
    throw new InputError(
      `The text has ${distinct} different character${distinct === 1 ? '' : 's'}; at least ${LEAST_DISTINCT} are needed.`,
    );
  }
  const held = Math.min(Math.floor(all.length * HELD_OUT), MOST_HELD_OUT);
  const known = new Set(mostFrequent(all.slice(0, -held)));
  const read = all.map((character) => (known.has(character) ? character : UNKNOWN));
  const replaced = all.filter((character) => !known.has(character)).length;
  return { file: fileOf(read, held), characters: all.length, distinct, replaced };
}

/** @throws InputError naming the first character that is none of a plain text */
function requirePlain(text: string): void {
  const at = text.search(CONTROL);
  if (at < 0) return;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  const line = text.slice(0, at).split('\n').length;
  throw new InputError(
    `Line ${line} holds the control character U+${code}: this is no plain text. Save it as “plain text” (.txt) in UTF-8.`,
  );
}

/** By how often they occur, then by code point. */
function mostFrequent(characters: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, MOST_DISTINCT)
    .map(([character]) => character);
}

function fileOf(characters: readonly string[], held: number): CharactersFile {
  const vocabulary = [...new Set(characters)].sort();
  const index = new Map(vocabulary.map((character, id) => [character, id]));
  const ids = Int32Array.from(characters, (character) => index.get(character) ?? 0);
  const cut = characters.length - held;
  const loss = trigramLoss(ids.subarray(0, cut), ids.subarray(cut), vocabulary.length);
  return {
    version: 1,
    title: '',
    vocabulary: vocabulary.join(''),
    baselines: { trigram: { loss } },
    train: { text: characters.slice(0, cut).join('') },
    validation: { text: characters.slice(cut).join('') },
  };
}
