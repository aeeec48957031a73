// Runs the locating networks: small views in, positions on them out.

import type { Circle, CropPoint } from '../domain/geometry.ts';
import { failed, success, type Result } from '../domain/failure.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import { HEAD_RADIUS_IN_VIEW, HIP_VIEW_SIZE, OVERVIEW_SIZE, POINTS_IN_VIEW } from '../domain/locating.ts';
import { completePoints, type Completion } from '../network/completed-points.ts';
import { HEAD_MAPS, HIP_MAPS } from '../network/architectures/locating-networks.ts';
import { USUAL_RADIUS_PIXELS } from '../network/loss/found-hips.ts';
import { placeOf } from '../network/place-maps.ts';
import { LOCATOR_NAMES, readLocator, type LocatorTask } from './locator-files.ts';
import { openRuntime } from './session.ts';
import { inferenceText } from './text.ts';

/** A femoral head on the overview, in its pixels. */
interface FoundHead {
  readonly side: Side;
  readonly head: Circle;
  /** The probability that this hip is on the image. */
  readonly probability: number;
  readonly implant: boolean;
}

/** The femoral head on the view of one hip, in its pixels. */
interface FoundCentre {
  readonly head: Circle;
  /** The probability that the view shows a head. */
  readonly probability: number;
  /** The probabilities that the head is replaced, and that metal lies at the hip. */
  readonly implant: number;
  readonly metal: number;
}

/** The points of one hip on its view. */
interface FoundPoints {
  readonly points: readonly CropPoint[]; // [80], original numbering
  /** The mean probability that a point is on the view. */
  readonly probability: number;
}

export interface Finders {
  /** Finds both heads, right first, however improbable they are. `overview` is [160, 160]. */
  readonly heads: (overview: Uint8Array) => Promise<Result<readonly FoundHead[]>>;
  /** Finds the head on each view, in order, however improbable it is. // views [112, 112] each */
  readonly centres: (views: readonly Uint8Array[]) => Promise<Result<readonly FoundCentre[]>>;
  /** Finds the points on each view, in order. // views [112, 112] each */
  readonly points: (views: readonly Uint8Array[]) => Promise<Result<readonly FoundPoints[]>>;
  readonly close: () => Promise<void>;
}

/** What locating needs of the finders. */
export type Locators = Pick<Finders, 'heads' | 'centres' | 'points'>;

/** Opens the three networks in a folder. Fails with `model-not-found`, `model-malformed` or `engine-unavailable`. */
export async function openFinders(folder: string): Promise<Result<Finders>> {
  const opened: MapSession[] = [];
  const close = async (): Promise<void> => {
    for (const session of opened) await session.close();
  };
  const open = async (task: LocatorTask, shape: MapShape): Promise<Result<MapSession>> => {
    const session = await openMaps(folder, task, shape);
    if (session.ok) opened.push(session.value);
    else await close();
    return session;
  };
  const hips = await open('find-hips', { size: OVERVIEW_SIZE, maps: HIP_MAPS.length });
  if (!hips.ok) return hips;
  const centres = await open('find-head', { size: HIP_VIEW_SIZE, maps: HEAD_MAPS.length });
  if (!centres.ok) return centres;
  const points = await open('find-points', { size: HIP_VIEW_SIZE, maps: POINTS_IN_VIEW.length });
  if (!points.ok) return points;
  return success({
    heads: async (overview) => {
      const maps = await hips.value.run([overview]);
      return maps.ok ? success(SIDES.map((side) => headOn(maps.value[0], side))) : maps;
    },
    centres: async (views) => {
      const maps = await centres.value.run(views);
      return maps.ok ? success(maps.value.map((each) => centreOn(each))) : maps;
    },
    points: async (views) => {
      const maps = await points.value.run(views);
      return maps.ok ? success(maps.value.map((each) => pointsOn(each, points.value.completion))) : maps;
    },
    close,
  });
}

function headOn(maps: readonly Float32Array[], side: Side): FoundHead {
  const map = (name: (typeof HIP_MAPS)[number]): Float32Array => maps[HIP_MAPS.indexOf(name)];
  const { x, y, probability, cell } = placeOf(map(side), Math.sqrt(map(side).length));
  const radius = USUAL_RADIUS_PIXELS * Math.exp(map('size')[cell]);
  return { side, head: { x, y, radius }, probability, implant: map('implant')[cell] > 0 };
}

function centreOn(maps: readonly Float32Array[]): FoundCentre {
  const map = (name: (typeof HEAD_MAPS)[number]): Float32Array => maps[HEAD_MAPS.indexOf(name)];
  const { x, y, probability, cell } = placeOf(map('head'), Math.sqrt(map('head').length));
  const radius = HEAD_RADIUS_IN_VIEW * Math.exp(meanAround(map('size'), map('head'), cell));
  const share = (name: 'implant' | 'metal'): number => 1 / (1 + Math.exp(-map(name)[cell]));
  return { head: { x, y, radius }, probability, implant: share('implant'), metal: share('metal') };
}

/** The mean of a map's values around a cell, weighted by the probability of each position. */
function meanAround(values: Float32Array, positions: Float32Array, cell: number): number {
  const edge = Math.sqrt(values.length);
  const [column, row] = [cell % edge, Math.floor(cell / edge)];
  let [sum, weights] = [0, 0];
  for (let j = Math.max(0, row - 1); j <= Math.min(edge - 1, row + 1); j++) {
    for (let i = Math.max(0, column - 1); i <= Math.min(edge - 1, column + 1); i++) {
      const weight = Math.exp(positions[j * edge + i] - positions[cell]);
      sum += weight * values[j * edge + i];
      weights += weight;
    }
  }
  return sum / weights;
}

function pointsOn(maps: readonly Float32Array[], completion: Completion): FoundPoints {
  const places = maps.map((map) => placeOf(map, Math.sqrt(map.length)));
  return {
    points: completePoints(
      places.map(({ x, y }) => ({ x, y })),
      HEAD_RADIUS_IN_VIEW,
      completion,
    ),
    probability: places.reduce((sum, { probability }) => sum + probability, 0) / places.length,
  };
}

interface MapShape {
  readonly size: number;
  readonly maps: number;
}

interface MapSession {
  /** Returns the maps of each view. // [views][maps] of [edge * edge] */
  readonly run: (pictures: readonly Uint8Array[]) => Promise<Result<readonly Float32Array[][]>>;
  readonly completion: Completion;
  readonly close: () => Promise<void>;
}

async function openMaps(folder: string, task: LocatorTask, { size, maps }: MapShape): Promise<Result<MapSession>> {
  const files = await readLocator(folder, task);
  if (!files.ok) return files;
  const { onnx, card } = files.value;
  const name = LOCATOR_NAMES[task];
  const opened = await openRuntime(onnx, { name, device: 'cpu', threads: 2 });
  if (!opened.ok) return opened;
  const { session, Tensor } = opened.value;
  const run: MapSession['run'] = async (pictures) => {
    if (pictures.length === 0) return success([]);
    const values = Float32Array.from({ length: pictures.length * size * size }, (_, at) => {
      return pictures[Math.floor(at / (size * size))][at % (size * size)] / 255;
    });
    try {
      const { maps: answer } = await session.run({ image: new Tensor('float32', values, [pictures.length, 1, size, size]) });
      const { data, dims } = answer;
      if (!(data instanceof Float32Array) || dims[1] !== maps) throw new TypeError(inferenceText.locating.unexpectedMaps(dims));
      const area = dims[2] * dims[3];
      return success(
        pictures.map((_, picture) =>
          Array.from({ length: maps }, (_map, map) =>
            data.slice((picture * maps + map) * area, (picture * maps + map + 1) * area),
          ),
        ),
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failed('model-malformed', inferenceText.locating.failed(name, reason));
    }
  };
  return success({ run, completion: card.completion ?? new Float32Array(0), close: () => session.release() });
}
