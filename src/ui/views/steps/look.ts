import { lazy } from 'react';
import type { Look } from '../looks/entry';
import { words } from './words';

const look: Look = {
  id: 'steps',
  order: 5,
  words,
  fits: () => true,
  View: lazy(async () => ({ default: (await import('./steps-view')).StepsView })),
};

export default look;
