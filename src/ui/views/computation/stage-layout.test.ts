import { describe, expect, it } from 'vitest';
import { widthOf } from '../../charts/heatmap/geometry';
import { sliceOf } from '../../charts/heatmap/slice';
import { type FigureShape, layOutStage, type Room } from './stage-layout';

const measure = (text: string): number => text.length * 6;
const room: Room = {
  width: 740,
  height: 600,
  em: 15,
  labelSize: 11,
  measure,
  gap: 28,
  extra: 64,
  formula: 20,
};

const words = (n: number): string[] => Array.from({ length: n }, (_, i) => `word${i}`);
const numbers = (n: number): string[] => Array.from({ length: n }, (_, i) => String(i));

function figure(
  rows: number,
  cols: number,
  kind: 'map' | 'features' | 'weights',
  focus = false,
): FigureShape {
  const wordRows = kind !== 'weights';
  const wordCols = kind === 'map';
  return {
    slice: sliceOf([rows, cols], [wordRows ? 'Tq' : 'C', wordCols ? 'Tk' : 'D']),
    labels: {
      rows: wordRows ? words(rows) : numbers(rows),
      cols: wordCols ? words(cols) : numbers(cols),
      rowsNumbered: !wordRows,
      colsNumbered: !wordCols,
    },
    wordRows,
    wordCols,
    header: 90,
    focus,
    formula: kind === 'map',
  };
}

const threeWords = [
  [figure(3, 3, 'features'), figure(3, 3, 'features'), figure(3, 3, 'features')],
  [0, 1, 2, 3].map(() => figure(3, 3, 'map')).concat(figure(3, 3, 'map', true)),
  [figure(3, 3, 'features'), figure(3, 3, 'features')],
];

const sentence = [
  [figure(9, 32, 'features'), figure(9, 32, 'features')],
  [figure(32, 32, 'weights'), figure(32, 32, 'weights')],
  [figure(9, 9, 'map'), figure(9, 9, 'map'), figure(9, 9, 'map', true)],
];

describe('layOutStage', () => {
  it('gives all small matrices of a stage the same cells, large enough for numbers', () => {
    const lines = layOutStage(threeWords, room).flat();
    expect(lines.map((line) => line.figures.length)).toEqual([3, 5, 2]);
    const sides = lines.flatMap((line) => line.figures.map(({ geometry }) => geometry.cellWidth));
    expect(new Set(sides).size).toBe(1);
    expect(sides[0]).toBeGreaterThanOrEqual(34);
    for (const line of lines) {
      for (const { geometry } of line.figures) expect(geometry.numbers).toBeGreaterThan(0);
    }
  });

  it('writes row labels once where neighbours share them', () => {
    const [first] = layOutStage(threeWords, room)[1];
    expect(first.figures.map(({ geometry }) => geometry.left > 0)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('keeps every line inside of the width, breaking rows only when nothing legible fits', () => {
    for (const rows of [threeWords, sentence]) {
      for (const width of [330, 500, 740, 1200]) {
        for (const [r, lines] of layOutStage(rows, { ...room, width }).entries()) {
          expect(lines.flatMap((line) => line.figures.map(({ at }) => at))).toEqual(
            rows[r].map((_, i) => i),
          );
          for (const { figures } of lines) {
            const total = figures.reduce(
              (sum, { at, geometry }, i) =>
                sum + widthOf(geometry, rows[r][at].slice) + (i > 0 ? room.gap : 0),
              0,
            );
            expect(total).toBeLessThanOrEqual(width);
          }
        }
      }
    }
  });

  it('makes cells smaller rather than let a small stage leave the screen', () => {
    const tall = layOutStage(threeWords, { ...room, width: 1600, height: 2000 });
    const low = layOutStage(threeWords, { ...room, width: 1600, height: 640 });
    expect(low[0][0].figures[0].geometry.cellHeight).toBeLessThan(
      tall[0][0].figures[0].geometry.cellHeight,
    );
  });

  it('puts the pattern to look at first on a line of its own, and larger', () => {
    const [before, focus] = layOutStage(sentence, room)[2];
    expect(before.figures.length).toBe(2);
    expect(focus.figures.length).toBe(1);
    expect(focus.figures[0].geometry.cellWidth).toBeGreaterThan(
      before.figures[0].geometry.cellWidth,
    );
  });

  it('aligns the bodies of a line', () => {
    for (const { figures } of layOutStage(sentence, room).flat()) {
      expect(new Set(figures.map(({ geometry }) => geometry.top)).size).toBe(1);
    }
  });
});
