import { lazy } from 'react';
import type { Look } from '../looks/entry';
import { words } from './words';

const look: Look = {
  id: 'map',
  order: 10,
  words,
  fits: () => true,
  View: lazy(async () => ({ default: (await import('./map-view')).MapView })),
};

export default look;
