import { select as onElement, zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from 'd3';
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { flatOf, indexOf } from '../../../engine/tensor/shape';
import type { Palette } from '../../charts/heatmap/palette';
import { cancelRepaint, repaint } from '../../charts/heatmap/repaint';
import { sessionStore } from '../../stores/session-store';
import {
  gradientOf,
  select,
  setHovered,
  viewStore,
  withoutGradient,
} from '../../stores/view-store';
import { draw, type Marks } from './draw';
import type { Box, GroupBox, Size } from './layout';
import { Pictures, type Wanted } from './pictures';
import {
  type Camera,
  type Figure,
  fitting,
  overlaps,
  picturePlace,
  type Scene,
  windowOf,
} from './scene';
import { cellAtPoint } from './tiles';

/** How far one may zoom out and in. */
const SCALES: readonly [number, number] = [0.01, 80];
/** Tensors smaller than this on the screen have no picture, in CSS px. */
const LEAST_PICTURE = 5;
/** Time of a move that was asked for, in ms; none for those who want no motion. */
const MOVE_TIME = 250;

/** What the toolbar and the overview do with the map. */
export interface MapHandle {
  readonly zoomBy: (factor: number) => void;
  readonly panBy: (x: number, y: number) => void;
  readonly fit: () => void;
  /** Brings a tensor or group into the middle of the window. */
  readonly show: (box: Box, most?: number) => void;
  /** Puts a point of the map into the middle of the window. */
  readonly center: (x: number, y: number) => void;
  readonly camera: () => Camera;
}

interface Options {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly scene: Scene | null;
  readonly size: Size | null;
  readonly palette: Palette;
  readonly gradient: boolean;
  readonly onFold: (group: GroupBox) => void;
  /** After every drawing: where the window stands, and how coarse the coarsest picture in it is. */
  readonly onDrawn: (camera: Camera, factor: number) => void;
}

/** Draws the map on a canvas, and lets it be moved, zoomed, pointed at and clicked. */
export function useMap(options: Options): MapHandle {
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });
  const camera = useRef<ZoomTransform>(zoomIdentity);
  const behaviour = useRef<ZoomBehavior<HTMLCanvasElement, unknown> | null>(null);
  const pictures = useRef<Pictures | null>(null);
  const { canvas, scene, size, palette, gradient } = options;

  const paint = useMemo(
    () => () => {
      const { canvas, scene, size, palette, gradient, onDrawn } = latest.current;
      const context = canvas.current?.getContext('2d');
      if (!context || !scene || !size || !pictures.current) return;
      const shownAs = (name: string) => (gradient ? gradientOf(name) : name);
      const marks = marksOf(scene, gradient);
      draw(context, size, camera.current, scene, pictures.current, palette, marks, shownAs);
      const wanted = wantedOf(scene, camera.current, size, shownAs);
      pictures.current.want(wanted);
      onDrawn(
        camera.current,
        wanted.reduce((most, { factor }) => Math.max(most, factor), 1),
      );
    },
    [],
  );

  useEffect(() => {
    const all = new Pictures(latest.current.palette, () => repaint(paint));
    pictures.current = all;
    let { step, edits, model } = sessionStore.getState();
    const unsubscribe = [
      sessionStore.subscribe((state) => {
        if (state.step === step && state.edits === edits && state.model === model) return;
        ({ step, edits, model } = state);
        all.changed();
      }),
      viewStore.subscribe(() => repaint(paint)),
    ];
    return () => {
      for (const end of unsubscribe) end();
      all.close();
      cancelRepaint(paint);
    };
  }, [paint]);

  useEffect(() => pictures.current?.repaint(palette), [palette]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const own = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([...SCALES])
      .clickDistance(4)
      .on('zoom', ({ transform }: { transform: ZoomTransform }) => {
        camera.current = transform;
        repaint(paint);
      });
    behaviour.current = own;
    const selection = onElement(element);
    selection.call(own).on('dblclick.zoom', null);
    return () => {
      selection.on('.zoom', null);
    };
  }, [canvas, paint]);

  useEffect(() => {
    if (!canvas.current || !size) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.current.width = Math.round(size.width * ratio);
    canvas.current.height = Math.round(size.height * ratio);
    repaint(paint);
  }, [canvas, size, scene, palette, gradient, paint]);

  const handle = useMemo((): MapHandle => {
    const moveTo = ({ x, y, k }: Camera, animated = true): void => {
      const element = canvas.current;
      if (!element || !behaviour.current) return;
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      const target = zoomIdentity.translate(x, y).scale(k);
      const selection = onElement(element);
      if (still || !animated) behaviour.current.transform(selection, target);
      else behaviour.current.transform(selection.transition().duration(MOVE_TIME), target);
    };
    return {
      zoomBy: (factor) => {
        const { size } = latest.current;
        if (!size) return;
        const { x, y, k } = camera.current;
        const next = Math.max(SCALES[0], Math.min(SCALES[1], k * factor));
        const [cx, cy] = [size.width / 2, size.height / 2];
        const by = next / k;
        moveTo({ k: next, x: cx - (cx - x) * by, y: cy - (cy - y) * by });
      },
      panBy: (dx, dy) => {
        const { x, y, k } = camera.current;
        moveTo({ k, x: x + dx, y: y + dy }, false);
      },
      fit: () => {
        const { scene, size } = latest.current;
        if (scene && size) moveTo(fitting({ x: 0, y: 0, ...scene }, size));
      },
      show: (box, most = 2) => {
        const { size } = latest.current;
        if (size) moveTo(fitting(box, size, most));
      },
      center: (x, y) => {
        const { size } = latest.current;
        const { k } = camera.current;
        if (size) moveTo({ k, x: size.width / 2 - k * x, y: size.height / 2 - k * y }, false);
      },
      camera: () => camera.current,
    };
  }, [canvas]);

  // Another model begins with all of it in the window.
  const shown = useRef<Scene | null>(null);
  useEffect(() => {
    if (!scene || !size) return;
    const { canvas } = latest.current;
    const before = shown.current;
    shown.current = scene;
    if (before && sameModel(before, scene)) return;
    pictures.current?.clear();
    if (canvas.current && behaviour.current) {
      const { x, y, k } = fitting({ x: 0, y: 0, ...scene }, size);
      const target = zoomIdentity.translate(x, y).scale(k);
      behaviour.current.transform(onElement(canvas.current), target);
    }
  }, [scene, size]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const placeOf = (event: MouseEvent) => {
      const { left, top } = element.getBoundingClientRect();
      const { x, y, k } = camera.current;
      return { x: (event.clientX - left - x) / k, y: (event.clientY - top - y) / k };
    };
    const targetOf = (event: MouseEvent) => {
      const { scene, gradient } = latest.current;
      if (!scene) return null;
      const place = placeOf(event);
      const at = { ...place, width: 0, height: 0 };
      const figure = scene.figures.find((one) => overlaps(one, at));
      if (!figure) return null;
      const name = gradient ? gradientOf(figure.name) : figure.name;
      const corner = picturePlace(figure);
      const flat = cellAtPoint(figure.tiles, place.x - corner.x, place.y - corner.y);
      return { name, figure, flat };
    };
    const onMove = (event: PointerEvent): void => {
      if (event.buttons !== 0) return;
      const target = targetOf(event);
      element.style.cursor = target ? 'pointer' : '';
      const flat = target?.flat ?? null;
      const cell =
        target && flat !== null ? { tensor: target.name, cell: cellOf(target.figure, flat) } : null;
      const before = viewStore.getState().hovered;
      if (before?.tensor === cell?.tensor && before?.cell.join() === cell?.cell.join()) return;
      setHovered(cell);
    };
    const onClick = (event: MouseEvent): void => {
      const target = targetOf(event);
      if (target) {
        select(target.name, target.flat === null ? null : cellOf(target.figure, target.flat));
        return;
      }
      const { scene, onFold } = latest.current;
      const at = { ...placeOf(event), width: 0, height: 0 };
      const group = scene?.groups.findLast((one) => overlaps(one, at));
      if (group && (group.folded || at.y < group.y + Math.max(24, 18 / camera.current.k))) {
        onFold(group);
      }
    };
    const onLeave = (): void => setHovered(null);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('click', onClick);
    element.addEventListener('pointerleave', onLeave);
    return () => {
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('click', onClick);
      element.removeEventListener('pointerleave', onLeave);
    };
  }, [canvas]);

  return handle;
}

/** Index of a cell by the tensor's own axes. */
function cellOf({ info }: Figure, flat: number): number[] {
  return indexOf(info.shape, flat);
}

/** Folding changes what is on the map, not what the map is of. */
function sameModel(a: Scene, b: Scene): boolean {
  const [small, large] = a.byName.size < b.byName.size ? [a, b] : [b, a];
  return [...small.byName.keys()].every((name) => large.byName.has(name)) && small.byName.size > 0;
}

/** The tensors in the window, the nearest to its middle first, as coarse as they are seen. */
function wantedOf(
  { figures }: Scene,
  camera: Camera,
  size: Size,
  shownAs: (name: string) => string,
): Wanted[] {
  const view = windowOf(camera, size);
  const [cx, cy] = [view.x + view.width / 2, view.y + view.height / 2];
  const ratio = window.devicePixelRatio || 1;
  return figures
    .filter((figure) => overlaps(figure, view) && figure.tiles.width * camera.k >= LEAST_PICTURE)
    .map((figure) => ({
      figure,
      away: Math.hypot(figure.x + figure.width / 2 - cx, figure.y + figure.height / 2 - cy),
    }))
    .sort((a, b) => a.away - b.away)
    .map(({ figure: { name, info, tiles } }) => {
      // Small matrices keep all their cells: there would be little left of them.
      const most = Math.max(tiles.rows, tiles.cols) / 8;
      const cells = Math.min(most, 1 / (tiles.cellWidth * camera.k * ratio));
      const factor = cells <= 1 ? 1 : 2 ** Math.floor(Math.log2(cells));
      return { name: shownAs(name), tiles, values: info.values, factor };
    });
}

function marksOf({ byName }: Scene, gradient: boolean): Marks {
  const { hovered, selected, sources } = viewStore.getState();
  const flat = (tensor: string, cell: readonly number[]): number | null => {
    const isGradient = tensor !== withoutGradient(tensor);
    const figure = byName.get(withoutGradient(tensor));
    if (!figure || isGradient !== gradient || cell.length !== figure.info.shape.length) return null;
    return flatOf(figure.info.shape, cell);
  };
  const lit = new Map<string, number[]>();
  for (const { tensor, cell } of sources) {
    const at = flat(tensor, cell);
    if (at !== null) lit.set(tensor, [...(lit.get(tensor) ?? []), at]);
  }
  const pointed = hovered && flat(hovered.tensor, hovered.cell);
  return {
    hovered: hovered && pointed !== null ? { tensor: hovered.tensor, flat: pointed } : null,
    selected: selected && {
      tensor: selected.tensor,
      flat: selected.cell && flat(selected.tensor, selected.cell),
    },
    sources: lit,
  };
}
