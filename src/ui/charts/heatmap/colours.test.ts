import { describe, expect, it } from 'vitest';
import {
  largestSize,
  probabilityEntry,
  probabilityTable,
  signedEntry,
  signedTable,
  textureOf,
  ZERO_ENTRY,
} from './colours';

/** Perceived lightness, roughly. */
const lightness = (css: string): number => {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(css.slice(i, i + 2), 16));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

describe('signedTable', () => {
  it('shows 0 in the colour of the surface, in both themes', () => {
    expect(signedTable('light', '#ffffff').css[ZERO_ENTRY]).toBe('#ffffff');
    expect(signedTable('dark', '#12161c').css[ZERO_ENTRY]).toBe('#12161c');
  });

  it('departs from the surface in lightness, to either side, so that hue is not needed', () => {
    for (const [theme, surface, sign] of [
      ['light', '#ffffff', -1],
      ['dark', '#12161c', 1],
    ] as const) {
      const { css } = signedTable(theme, surface);
      for (let entry = ZERO_ENTRY; entry < 255; entry++) {
        expect(sign * (lightness(css[entry + 1]) - lightness(css[entry]))).toBeGreaterThan(-1);
        const mirrored = 2 * ZERO_ENTRY - entry;
        expect(sign * (lightness(css[mirrored - 1]) - lightness(css[mirrored]))).toBeGreaterThan(
          -1,
        );
      }
      expect(css[1]).not.toBe(css[255]);
    }
  });

  it('puts dark ink on light colours and light ink on dark ones', () => {
    const { bright } = signedTable('light', '#ffffff');
    expect([bright[ZERO_ENTRY], bright[1], bright[255]]).toEqual([true, false, false]);
    const dark = signedTable('dark', '#12161c').bright;
    expect([dark[ZERO_ENTRY], dark[1], dark[255]]).toEqual([false, true, true]);
  });
});

describe('signedEntry', () => {
  it('is symmetric around 0', () => {
    for (const x of [0.1, 0.5, 2]) {
      expect(signedEntry(x, 2) - ZERO_ENTRY).toBe(ZERO_ENTRY - signedEntry(-x, 2));
    }
    expect([signedEntry(2, 2), signedEntry(-2, 2), signedEntry(0, 2)]).toEqual([255, 1, 128]);
  });

  it('stays inside of the table for infinities and what exceeds the scale', () => {
    expect([signedEntry(Infinity, 1), signedEntry(-Infinity, 1), signedEntry(9, 1)]).toEqual([
      255, 1, 255,
    ]);
  });

  it('is neutral where everything is 0 and for what is no number', () => {
    expect([signedEntry(0, 0), signedEntry(Number.NaN, 1)]).toEqual([ZERO_ENTRY, ZERO_ENTRY]);
  });
});

describe('probabilityTable', () => {
  it('becomes lighter from 0 to 1', () => {
    const { css } = probabilityTable();
    expect([0, 0.5, 1, 7, -1].map(probabilityEntry)).toEqual([0, 128, 255, 255, 0]);
    expect(lightness(css[255])).toBeGreaterThan(lightness(css[128]));
    expect(lightness(css[128])).toBeGreaterThan(lightness(css[0]));
  });
});

describe('largestSize', () => {
  it('looks at finite numbers only', () => {
    expect(largestSize(new Float32Array([1, -3, -Infinity, Number.NaN]))).toBe(3);
    expect(largestSize(new Float32Array([]))).toBe(0);
    expect(largestSize(new Float32Array([-Infinity]))).toBe(0);
  });
});

describe('textureOf', () => {
  it('hatches what is masked and what is no number, and nothing else', () => {
    expect(textureOf('signed', -Infinity)).toBe('blocked');
    expect(textureOf('mask', 0)).toBe('blocked');
    expect(textureOf('mask', 1)).toBeNull();
    expect(textureOf('signed', 0)).toBeNull();
    expect(textureOf('probability', 0)).toBeNull();
    expect(textureOf('signed', Number.NaN)).toBe('nan');
  });
});
