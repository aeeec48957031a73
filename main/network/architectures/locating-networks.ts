// The networks that find hips, small enough for one core. One reads the whole radiograph, two the view of one hip: its head, its points.

import { HIP_VIEW_SIZE, OVERVIEW_SIZE, POINTS_IN_VIEW } from '../../domain/locating.ts';
import type { Architecture } from '../architecture.ts';
import { pyramidNetwork } from './pyramid.ts';

/** The maps of the hip finder, in order: position of each head, size of a head, presence of a prosthesis. */
export const HIP_MAPS = ['right', 'left', 'size', 'implant'] as const;

export function hipFinderNetwork(): Architecture {
  return pyramidNetwork({
    name: 'hip-finder',
    inputSize: OVERVIEW_SIZE,
    widths: [16, 32, 48, 64, 96],
    neck: 32,
    maps: HIP_MAPS.length,
  });
}

/** The maps of the head finder, in order: position and size of the head, whether it is replaced, whether metal lies at the hip. */
export const HEAD_MAPS = ['head', 'size', 'implant', 'metal'] as const;

export function headFinderNetwork(): Architecture {
  return pyramidNetwork({
    name: 'head-finder',
    inputSize: HIP_VIEW_SIZE,
    widths: [16, 32, 48, 64],
    neck: 32,
    maps: HEAD_MAPS.length,
  });
}

/** Has one map for each of POINTS_IN_VIEW. */
export function pointFinderNetwork(): Architecture {
  return pyramidNetwork({
    name: 'point-finder',
    inputSize: HIP_VIEW_SIZE,
    widths: [16, 40, 64, 96],
    neck: 64,
    maps: POINTS_IN_VIEW.length,
  });
}
