import { InputError } from '../tensor/errors';

/**
 * A file's bytes as text; a byte order mark is left out.
 * @param most largest file in bytes
 * @throws InputError when there are more, or they are not UTF-8, naming the first byte that is not
 */
export function decodeUtf8(bytes: Uint8Array, most: number): string {
  if (bytes.length > most) {
    throw new InputError(
      `The file has ${bytes.length} bytes; at most ${most} can be read. Leave a part of it out.`,
    );
  }
  const text = decoded(bytes, false);
  if (text !== null) return text;
  const at = firstWrongByte(bytes);
  const line = bytes.subarray(0, at).reduce((lines, byte) => lines + (byte === NEWLINE ? 1 : 0), 1);
  const hex = bytes[at].toString(16).toUpperCase().padStart(2, '0');
  throw new InputError(
    `The file is not text in UTF-8: byte ${at + 1} (${hex} in hexadecimal), in line ${line}, begins no character.${
      isUtf16(bytes) ? ' It looks like UTF-16.' : ''
    } Save it again with the encoding “UTF-8” (in a spreadsheet: “CSV UTF-8”).`,
  );
}

const NEWLINE = 10;
/** Longest character in bytes. */
const LONGEST = 4;

/** Null where the bytes are not UTF-8. @param open whether a last character may be cut off */
function decoded(bytes: Uint8Array, open: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: open });
  } catch {
    return null;
  }
}

/** Where the first character begins that is none. */
function firstWrongByte(bytes: Uint8Array): number {
  // The longest beginning without a mistake, a last character that is not complete included.
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decoded(bytes.subarray(0, middle), true) === null) bad = middle;
    else good = middle;
  }
  for (let back = 0; back < LONGEST; back++) {
    if (decoded(bytes.subarray(0, good - back), false) !== null) return good - back;
  }
  return good;
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}
