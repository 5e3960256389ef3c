import { expect, test } from 'vitest';
import { decodeUtf8 } from './utf8';

const MOST = 1000;

test('text of any script is read, without a byte order mark', () => {
  const text = 'a é 猫 🐈\n';
  const bytes = new TextEncoder().encode(text);
  expect(decodeUtf8(bytes, MOST)).toBe(text);
  expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes), MOST)).toBe(text);
  expect(decodeUtf8(new Uint8Array(), MOST)).toBe('');
});

test.each([
  // é in Latin-1, in the second line: E9 wants two more bytes, and a comma is none.
  ['Latin-1', [0x61, 0x0a, 0x63, 0xe9, 0x2c], 'byte 4 (E9 in hexadecimal), in line 2'],
  ['a byte that goes on with nothing', [0x61, 0x80], 'byte 2 (80 in hexadecimal), in line 1'],
  ['an end in the middle of 猫', [0x61, 0x62, 0xe7, 0x8c], 'byte 3 (E7 in hexadecimal)'],
  ['a broken 🐈', [0xf0, 0x9f, 0x90, 0x41], 'byte 1 (F0 in hexadecimal)'],
  ['half a surrogate', [0x61, 0xed, 0xa0, 0x80], 'byte 2 (ED in hexadecimal)'],
])('%s is refused, and its place is named', (_, bytes, place) => {
  const read = () => decodeUtf8(Uint8Array.from(bytes), MOST);
  expect(read).toThrow('not text in UTF-8');
  expect(read).toThrow(place);
});

test('UTF-16 is recognised; too much is refused', () => {
  const utf16 = Uint8Array.of(0xff, 0xfe, 0x61, 0x00);
  expect(() => decodeUtf8(utf16, MOST)).toThrow('It looks like UTF-16');
  expect(() => decodeUtf8(new Uint8Array(1001), MOST)).toThrow('1001 bytes; at most 1000');
});
