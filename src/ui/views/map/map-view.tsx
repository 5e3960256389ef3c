import { ChevronsDownUp, ChevronsUpDown, Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { FlowNode, ModelInfo } from '../../../engine/session/client';
import { textWidth } from '../../charts/heatmap/measure';
import { usePalette } from '../../charts/heatmap/palette';
import { IconButton } from '../../components/icon-button';
import { useWords } from '../../i18n/use-words';
import { ask } from '../../stores/session-store';
import { select, useView, withoutGradient } from '../../stores/view-store';
import { tensorInfo } from '../computation/shown';
import { axesText, sizesText } from '../tensor/labels';
import { useSize } from '../tensor/use-size';
import { FindTensor } from './find-tensor';
import { layOutFor } from './layout';
import { Overview, type OverviewHandle } from './overview';
import { figureSize, sceneOf } from './scene';
import { type Group, groupsIn, structureOf } from './structure';
import { tilesOf } from './tiles';
import { useMap } from './use-map';
import { words as catalogue } from './words';
import './map-view.css';

/** A model of more tensors begins with its layers folded but the first, and without parameters. */
const MANY = 90;
const STEP = 60;
const ZOOM = 1.5;

/** The whole computation on one map, from the model as a whole down to single numbers. */
export function MapView({ model }: { readonly model: ModelInfo }) {
  const words = useWords(catalogue);
  const palette = usePalette();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const overview = useRef<OverviewHandle>(null);
  const grain = useRef<HTMLSpanElement>(null);
  const size = useSize(frame);
  const gradient = useView((view) => view.mode === 'gradient');
  const flow = useFlow(model);
  const [parameters, setParameters] = useState<boolean | null>(null);
  const [folded, setFolded] = useState<ReadonlySet<string> | null>(null);

  const withParameters = parameters ?? flow.length <= MANY;
  const nodes = useMemo(
    () =>
      flow.filter(({ name }) => withParameters || tensorInfo(model, name)?.kind !== 'parameter'),
    [flow, withParameters, model],
  );
  const structure = useMemo(() => structureOf(nodes), [nodes]);
  const closed = useMemo(
    () => folded ?? foldedAtFirst(structure, nodes.length),
    [folded, structure, nodes.length],
  );
  // In few steps: the map is not to be laid out anew whenever the window changes a little.
  const proportions = size ? 2 ** Math.round(Math.log2(size.width / size.height)) : 0;
  const scene = useMemo(() => {
    if (nodes.length === 0 || proportions === 0) return null;
    const infoOf = (name: string) => tensorInfo(model, name);
    const shapeText = (info: { axes: ModelInfo['tensors'][0]['axes']; shape: readonly number[] }) =>
      `${axesText(info)} ${sizesText(info)}`.trim();
    const layout = layOutFor(proportions, nodes, structure, closed, (name) => {
      const info = infoOf(name);
      if (!info) return { width: 40, height: 40 };
      const title = textWidth(name.split('.').at(-1) ?? name, 12, palette.font, 600);
      const shape = textWidth(shapeText(info), 10, palette.font);
      return figureSize(tilesOf(info.shape, info.axes), Math.max(title, shape));
    });
    return sceneOf(layout, infoOf, shapeText);
  }, [model, nodes, structure, closed, palette.font, proportions]);

  const map = useMap({
    canvas,
    scene,
    size,
    palette,
    gradient,
    onFold: ({ group }) => {
      const next = new Set(closed);
      if (!next.delete(group.id)) next.add(group.id);
      setFolded(next);
    },
    onDrawn: (camera, factor) => {
      overview.current?.draw(camera);
      const text = factor === 1 ? words.exact : words.mean(factor);
      if (grain.current && grain.current.textContent !== text) grain.current.textContent = text;
    },
  });

  const find = (name: string): void => {
    const figure = scene?.byName.get(name);
    select(gradient ? `grad:${name}` : name);
    if (figure) map.show(figure);
    else {
      // It lies within something folded.
      setFolded(new Set([...closed].filter((id) => !`${name}.`.startsWith(`${id}.`))));
      sought.current = name;
    }
  };
  const sought = useRef<string | null>(null);
  const wantsFit = useRef(false);
  useEffect(() => {
    if (wantsFit.current) map.fit();
    wantsFit.current = false;
    const figure = sought.current === null ? undefined : scene?.byName.get(sought.current);
    if (!figure) return;
    sought.current = null;
    map.show(figure);
  }, [scene, map]);

  // What is chosen elsewhere, such as a term that is followed, comes into the window.
  const selected = useView((view) => view.selected?.tensor ?? null);
  useEffect(() => {
    const figure = selected === null ? undefined : scene?.byName.get(withoutGradient(selected));
    if (!figure || !size) return;
    const { x, y, k } = map.camera();
    const [cx, cy] = [
      x + k * (figure.x + figure.width / 2),
      y + k * (figure.y + figure.height / 2),
    ];
    if (cx < 0 || cy < 0 || cx > size.width || cy > size.height) {
      map.center(figure.x + figure.width / 2, figure.y + figure.height / 2);
    }
  }, [selected, scene, size, map]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => map.panBy(STEP, 0),
      ArrowRight: () => map.panBy(-STEP, 0),
      ArrowUp: () => map.panBy(0, STEP),
      ArrowDown: () => map.panBy(0, -STEP),
      '+': () => map.zoomBy(ZOOM),
      '=': () => map.zoomBy(ZOOM),
      '-': () => map.zoomBy(1 / ZOOM),
      '0': map.fit,
    };
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };

  const names = useMemo(() => nodes.map(({ name }) => name), [nodes]);
  const allOpen = closed.size === 0;
  return (
    <div className="map">
      <div className="map-bar">
        <FindTensor names={names} onFind={find} />
        <label className="map-check">
          <input
            type="checkbox"
            checked={withParameters}
            onChange={(event) => setParameters(event.target.checked)}
          />
          {words.parameters}
        </label>
        <span ref={grain} className="map-grain" />
        <div className="map-buttons">
          <IconButton
            className="button-quiet"
            icon={allOpen ? ChevronsDownUp : ChevronsUpDown}
            label={allOpen ? words.foldAll : words.unfoldAll}
            onClick={() => {
              wantsFit.current = true;
              setFolded(allOpen ? layersOf(structure) : new Set());
            }}
          />
          <IconButton
            className="button-quiet"
            icon={ZoomOut}
            label={words.zoomOut}
            onClick={() => map.zoomBy(1 / ZOOM)}
          />
          <IconButton
            className="button-quiet"
            icon={ZoomIn}
            label={words.zoomIn}
            onClick={() => map.zoomBy(ZOOM)}
          />
          <IconButton
            className="button-quiet"
            icon={Maximize}
            label={words.fit}
            onClick={map.fit}
          />
        </div>
      </div>
      <div
        ref={frame}
        className="map-frame"
        role="application"
        aria-label={words.canvas(names.length)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by keys.
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} className="map-canvas" />
        {scene && size && <Overview ref={overview} scene={scene} size={size} map={map} />}
      </div>
    </div>
  );
}

const NONE: readonly FlowNode[] = [];

/** The tensors of the model and their links; none until the worker has told. */
function useFlow(model: ModelInfo): readonly FlowNode[] {
  const [flow, setFlow] = useState(NONE);
  useEffect(() => {
    let wanted = true;
    void ask((session) => session.ask('flow', {})).then((found) => {
      if (wanted && found) setFlow((old) => (sameFlow(old, found) ? old : found));
    });
    return () => {
      wanted = false;
    };
  }, [model]);
  return flow;
}

/** Another sentence is the same map. */
function sameFlow(a: readonly FlowNode[], b: readonly FlowNode[]): boolean {
  return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}

/** Layers are the groups that are numbered. */
function layersOf(structure: Group): Set<string> {
  return new Set(groupsIn(structure).flatMap(({ id, label }) => (/^\d/.test(label) ? [id] : [])));
}

function foldedAtFirst(structure: Group, count: number): ReadonlySet<string> {
  return count > MANY ? new Set([...layersOf(structure)].slice(1)) : new Set();
}
