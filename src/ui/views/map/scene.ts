import type { TensorInfo } from '../../../engine/session/client';
import type { Box, GroupBox, Link, MapLayout, Size, TensorBox } from './layout';
import { type Tiles, tilesOf } from './tiles';

/** Where the window onto the map stands: screen = map · k + (x, y), in CSS px. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

/** A tensor as it stands on the map. */
export interface Figure extends TensorBox {
  readonly info: TensorInfo;
  readonly tiles: Tiles;
  /** Name without the path, and axes with sizes. */
  readonly title: string;
  readonly shape: string;
}

/** What is drawn, whatever the camera. */
export interface Scene extends Size {
  readonly figures: readonly Figure[];
  readonly groups: readonly GroupBox[];
  readonly links: readonly Link[];
  readonly byName: ReadonlyMap<string, Figure>;
}

/** Room above the cells for name and axes, and around them, in px of the map. */
const HEAD = 34;
const AROUND = 8;

/** Size of the box of a tensor. @param titleWidth of its longer line of text */
export function figureSize(tiles: Tiles, titleWidth: number): Size {
  return {
    width: Math.max(tiles.width, titleWidth) + 2 * AROUND,
    height: tiles.height + HEAD + AROUND,
  };
}

/** Upper left corner of the cells of a tensor. */
export function picturePlace(figure: Figure): { readonly x: number; readonly y: number } {
  return { x: figure.x + (figure.width - figure.tiles.width) / 2, y: figure.y + HEAD };
}

export function sceneOf(
  layout: MapLayout,
  infoOf: (name: string) => TensorInfo | undefined,
  shapeText: (info: TensorInfo) => string,
): Scene {
  const figures = layout.tensors.flatMap((box): Figure[] => {
    const info = infoOf(box.name);
    if (!info) return [];
    const title = box.name.split('.').at(-1) ?? box.name;
    return [{ ...box, info, tiles: tilesOf(info.shape, info.axes), title, shape: shapeText(info) }];
  });
  return {
    width: layout.width,
    height: layout.height,
    figures,
    groups: layout.groups,
    links: layout.links,
    byName: new Map(figures.map((figure) => [figure.name, figure])),
  };
}

/** The part of the map that is in the window. */
export function windowOf(camera: Camera, size: Size): Box {
  return {
    x: -camera.x / camera.k,
    y: -camera.y / camera.k,
    width: size.width / camera.k,
    height: size.height / camera.k,
  };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The camera that has all of a box in the window, with a margin, and no more than life size. */
export function fitting(box: Box, size: Size, most = 1): Camera {
  const margin = 16;
  const k = Math.min(
    most,
    (size.width - 2 * margin) / box.width,
    (size.height - 2 * margin) / box.height,
  );
  return {
    k,
    x: size.width / 2 - k * (box.x + box.width / 2),
    y: size.height / 2 - k * (box.y + box.height / 2),
  };
}
