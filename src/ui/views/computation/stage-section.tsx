import { useMemo } from 'react';
import type { ModelInfo, Stage, StageItem } from '../../../engine/session/client';
import { widthOf } from '../../charts/heatmap/geometry';
import { textWidth } from '../../charts/heatmap/measure';
import { usePalette } from '../../charts/heatmap/palette';
import { sliceOf } from '../../charts/heatmap/slice';
import { useMessages } from '../../i18n/use-messages';
import { gradientOf, useView } from '../../stores/view-store';
import { captionOf } from '../tensor/caption';
import { axesText, isWordAxis, sideLabels } from '../tensor/labels';
import { useEm } from '../tensor/use-em';
import type { Size } from '../tensor/use-size';
import { Figure, type FigureContent } from './figure';
import { HeadStrip } from './head-strip';
import { isPattern, tensorInfo, useShownHead } from './shown';
import { type FigureShape, layOutStage } from './stage-layout';
import './stage-section.css';

interface Props {
  readonly model: ModelInfo;
  readonly stage: Stage;
  /** '' where it would be the only one. */
  readonly title: string;
  /** What it is called among all stages, of which several may have one title. */
  readonly name: string;
  /** Room for the stage. */
  readonly room: Size;
}

/** Height of all that surrounds the cells and column labels of a figure, in em: see figure.css. */
const AROUND = { title: 1.35, caption: 1.1, formula: 1.4, legend: 1.2, gap: 0.65 };

/** One block of the computation: its tensors as heatmaps, row by row in the order of the flow. */
export function StageSection({ model, stage, title, name, room }: Props) {
  const messages = useMessages();
  const palette = usePalette();
  const em = useEm();
  const head = useShownHead(model);
  const gradient = useView((view) => view.mode === 'gradient');
  const { width, height } = room;

  const rows = useMemo(
    () =>
      stage.rows.map((row) => row.flatMap((item) => contentOf(model, item, head, gradient) ?? [])),
    [model, stage, head, gradient],
  );
  const lines = useMemo(() => {
    const shapes = rows.map((row) =>
      row.map(
        (content): FigureShape => ({
          slice: content.slice,
          labels: content.labels,
          wordRows: isWordAxis(content.slice.rowAxis),
          wordCols: isWordAxis(content.slice.colAxis),
          header: leastWidth(content, captionOf(content.item.tensor, messages), em, palette.font),
          focus: isPattern(content.item.tensor),
          formula: content.item.formula !== '',
        }),
      ),
    );
    const layout = layOutStage(shapes, {
      width,
      height: height - (title === '' ? 0.75 : 2.5) * em,
      em,
      labelSize: 0.75 * em,
      measure: (text) => textWidth(text, 0.75 * em, palette.font),
      gap: (width < 30 * em ? 1.25 : 1.75) * em,
      extra: AROUND.title * em + AROUND.caption * em + AROUND.legend * em + AROUND.gap * em,
      formula: AROUND.formula * em,
    });
    return layout.flatMap((broken, row) =>
      broken.map(({ figures }) =>
        figures.map(({ at, geometry }) => ({
          content: rows[row][at],
          geometry,
          width: Math.max(shapes[row][at].header, widthOf(geometry, rows[row][at].slice)),
        })),
      ),
    );
  }, [rows, messages, em, width, height, palette, title]);

  return (
    <section className="stage" aria-label={title === '' ? undefined : name}>
      {title !== '' && <h3 className="stage-title">{title}</h3>}
      {lines.map((line, i) => (
        <div key={i} className="stage-line">
          {line.map(({ content, geometry, width }, j) => (
            <Figure
              key={content.item.tensor}
              model={model}
              content={content}
              geometry={geometry}
              width={width}
              gradient={gradient}
              arrow={!gradient && j > 0 && follows(content.item, line[j - 1].content.item)}
              formulas={line.some((figure) => figure.content.item.formula !== '')}
            />
          ))}
          {line.length === 1 && isPattern(line[0].content.item.tensor) && (
            <HeadStrip
              model={model}
              pattern={line[0].content.item.tensor}
              layer={stage.layer ?? 0}
            />
          )}
        </div>
      ))}
    </section>
  );
}

function contentOf(
  model: ModelInfo,
  item: StageItem,
  head: number,
  gradient: boolean,
): FigureContent | null {
  const forward = tensorInfo(model, item.tensor);
  if (!forward) return null;
  const info = gradient ? (tensorInfo(model, gradientOf(item.tensor)) ?? null) : forward;
  const slice = sliceOf(forward.shape, forward.axes, { head, maxRows: 256 });
  return { item, forward, info, slice, labels: sideLabels(model, forward, slice) };
}

/** Width of the scale below a heatmap, in em. */
const LEGEND_WIDTH = 6.2;

/** Width of the lines above and below the heatmap, which are never broken. */
function leastWidth(
  { item, forward, slice }: FigureContent,
  caption: string,
  em: number,
  font: string,
): number {
  const name = item.tensor.split('.').at(-1) ?? '';
  const title = name.length * 0.9 * 0.61 * em + 0.5 * em;
  const shape = textWidth(axesText(forward), 0.6875 * em, font);
  const legend = slice.cols * slice.rows === 1 ? 0 : LEGEND_WIDTH * em;
  return Math.ceil(Math.max(title + shape, textWidth(caption, 0.75 * em, font) + 2, legend));
}

/** Whether a formula speaks of the tensor before it. */
function follows(item: StageItem, before: StageItem): boolean {
  const name = before.tensor.split('.').at(-1) ?? '';
  return new RegExp(`(?<![\\w\\\\_])${name}(?!\\w)`).test(item.formula);
}
