import { type PointerEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { usePalette } from '../../charts/heatmap/palette';
import { useWords } from '../../i18n/use-words';
import type { Size } from './layout';
import { type Camera, type Scene, windowOf } from './scene';
import type { MapHandle } from './use-map';
import { words as catalogue } from './words';

export interface OverviewHandle {
  readonly draw: (camera: Camera) => void;
}

interface Props {
  readonly ref: Ref<OverviewHandle>;
  readonly scene: Scene;
  /** Size of the window onto the map. */
  readonly size: Size;
  readonly map: MapHandle;
}

/** Longest side, in CSS px. */
const SIDE = 120;

/** All of the map in a corner, with the window onto it as a frame that can be dragged. */
export function Overview({ ref, scene, size, map }: Props) {
  const { overview } = useWords(catalogue);
  const palette = usePalette();
  const canvas = useRef<HTMLCanvasElement>(null);
  const k = SIDE / Math.max(scene.width, scene.height);
  const [width, height] = [Math.max(24, scene.width * k), Math.max(24, scene.height * k)];

  const draw = ({ x, y, k: scale }: Camera): void => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio * k, 0, 0, ratio * k, 0, 0);
    context.clearRect(0, 0, width / k, height / k);
    context.fillStyle = palette.hatch;
    context.globalAlpha = 0.55;
    for (const box of scene.figures) context.fillRect(box.x, box.y, box.width, box.height);
    for (const box of scene.groups) {
      if (box.folded) context.fillRect(box.x, box.y, box.width, box.height);
    }
    context.globalAlpha = 1;
    const view = windowOf({ x, y, k: scale }, size);
    context.strokeStyle = palette.accent;
    context.lineWidth = 1.5 / k;
    context.strokeRect(view.x, view.y, view.width, view.height);
  };
  useImperativeHandle(ref, () => ({ draw }));
  useEffect(() => draw(map.camera()));

  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (event.buttons === 0 && event.type !== 'pointerdown') return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { left, top } = event.currentTarget.getBoundingClientRect();
    map.center((event.clientX - left) / k, (event.clientY - top) / k);
  };
  const ratio = window.devicePixelRatio || 1;
  return (
    <canvas
      ref={canvas}
      className="map-overview"
      title={overview}
      aria-hidden="true"
      width={Math.round(width * ratio)}
      height={Math.round(height * ratio)}
      style={{ width, height }}
      onPointerDown={move}
      onPointerMove={move}
    />
  );
}
