// Renders the scene to stored pixel values: attenuation, scatter, blur, edge enhancement, the vendor's grey curve, photon noise.
// A region rendered alone equals that part of the whole radiograph. All global quantities (scatter, exposure control)
// come from one coarse map of the whole field, and the noise depends only on a pixel's position.

import type { Acquisition } from './acquisition.ts';
import { addBlob, addRidge, addSolid, emptyMap } from './attenuation.ts';
import type { AttenuationMap } from './attenuation.ts';
import { boxBlur, gaussianBlur } from './blur.ts';
import { photonNoise } from './photon-noise.ts';
import type { Scene } from './scene.ts';

/** A rectangle of the radiograph in pixels. x, y, width and height are even. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The quantities of the whole field that affect each of its regions. */
export interface Field {
  readonly scene: Scene;
  readonly acquisition: Acquisition;
  /** The body without bone on a lattice of 2 mm. */
  readonly body: AttenuationMap;
  /** Scattered intensity on a lattice of 6 mm. */
  readonly scatter: AttenuationMap;
  /** Log attenuation after a wide blur, on the same lattice. The vendor's equalisation removes it. */
  readonly wide: AttenuationMap;
  /** Log attenuation that the exposure control assumes for thin soft tissue and for dense bone. */
  readonly thin: number;
  readonly dense: number;
}

const BODY_STEP_MM = 2;
const SCATTER_STEP_MM = 6;
const MARGIN_MM = 18;
const SCATTER_SPREAD_MM = 36;
/** The blur that separates details from the rest. */
const DETAIL_MM = 0.8;

export function prepareField(scene: Scene, acquisition: Acquisition): Field {
  const widthMm = acquisition.columns * acquisition.spacingMm;
  const heightMm = acquisition.rows * acquisition.spacingMm;
  const lattice = (step: number): AttenuationMap =>
    emptyMap(
      -MARGIN_MM,
      -MARGIN_MM,
      step,
      Math.ceil((widthMm + 2 * MARGIN_MM) / step) + 2,
      Math.ceil((heightMm + 2 * MARGIN_MM) / step) + 2,
    );
  const body = lattice(BODY_STEP_MM);
  for (let j = 0; j < body.height; j++) {
    for (let i = 0; i < body.width; i++)
      body.values[j * body.width + i] = scene.body(body.left + i * body.step, body.top + j * body.step);
  }
  const scatter = lattice(SCATTER_STEP_MM);
  addBody(scatter, body);
  for (const solid of scene.solids) addSolid(scatter, { ...solid, ...(solid.grain === undefined ? {} : { grain: undefined }) });
  for (const blob of scene.blobs) addBlob(scatter, blob);
  const wide = { ...scatter, values: scatter.values.map((value) => Math.min(6, value)) };
  gaussianBlur(wide.values, wide.width, wide.height, acquisition.equalisationMm / SCATTER_STEP_MM);
  const primary = scatter.values.map((value) => Math.exp(-value));
  for (let p = 0; p < primary.length; p++) scatter.values[p] = acquisition.scatter * Math.min(0.25, primary[p]);
  gaussianBlur(scatter.values, scatter.width, scatter.height, SCATTER_SPREAD_MM / SCATTER_STEP_MM);
  const inField: number[] = [];
  for (let j = 0; j < scatter.height; j++) {
    for (let i = 0; i < scatter.width; i++) {
      const p = j * scatter.width + i;
      const [x, y] = [scatter.left + i * scatter.step, scatter.top + j * scatter.step];
      const inBody = primary[p] < 0.25 && x > 0 && y > 0 && x < widthMm && y < heightMm;
      if (inBody) inField.push(-Math.log(primary[p] + scatter.values[p]) - acquisition.equalisation * wide.values[p]);
    }
  }
  inField.sort((first, second) => first - second);
  const share = (part: number): number => inField[Math.floor(part * (inField.length - 1))] ?? 0;
  return { scene, acquisition, body, scatter, wide, thin: share(0.2), dense: share(0.97) };
}

/** Returns the stored values of a region, as written to the file. // [region.height, region.width] */
export function renderRegion(field: Field, region: Region): Uint16Array {
  const { scene, acquisition } = field;
  const step = 2 * acquisition.spacingMm;
  const detailReach = acquisition.detail > 0 ? 2.5 * DETAIL_MM : 0;
  const pad = Math.ceil((2 * acquisition.sharpeningMm + 1 + detailReach) / step) + 3;
  const width = region.width / 2 + 1 + 2 * pad;
  const height = region.height / 2 + 1 + 2 * pad;
  const map = emptyMap(
    region.x * acquisition.spacingMm - pad * step,
    region.y * acquisition.spacingMm - pad * step,
    step,
    width,
    height,
  );
  addBody(map, field.body);
  for (const solid of scene.solids) addSolid(map, solid);
  for (const blob of scene.blobs) addBlob(map, blob);
  for (const ridge of scene.ridges) addRidge(map, ridge);
  for (const stroke of scene.lead) addRidge(map, stroke);

  const level = map.values;
  const scatter = { ...map, values: new Float32Array(level.length) };
  addBody(scatter, field.scatter);
  if (acquisition.shutter === 'bare') collimate(map, acquisition);
  for (let p = 0; p < level.length; p++) level[p] = Math.exp(-level[p]) + scatter.values[p];
  gaussianBlur(level, width, height, acquisition.blurMm / step);
  const counts = scatter.values;
  const perPixel = acquisition.photons * (acquisition.spacingMm / 0.16) ** 2;
  for (let p = 0; p < level.length; p++) {
    counts[p] = 1 / Math.sqrt(Math.max(1, perPixel * level[p]));
    level[p] = -Math.log(Math.max(1e-5, level[p]));
  }
  if (acquisition.sharpening > 0) {
    const slow = level.slice();
    const reach = Math.max(1, Math.round(acquisition.sharpeningMm / step));
    boxBlur(slow, width, height, reach);
    boxBlur(slow, width, height, reach);
    for (let p = 0; p < level.length; p++) level[p] += acquisition.sharpening * Math.max(-0.6, Math.min(0.6, level[p] - slow[p]));
  }
  if (acquisition.detail > 0) {
    const slow = level.slice();
    gaussianBlur(slow, width, height, DETAIL_MM / step);
    for (let p = 0; p < level.length; p++) level[p] += acquisition.detail * Math.max(-0.3, Math.min(0.3, level[p] - slow[p]));
  }
  const even = { ...map, values: new Float32Array(level.length) };
  addBody(even, field.wide);
  const range = (field.dense - field.thin) * acquisition.latitude;
  const top = 2 ** acquisition.bits - 1;
  const steepness = acquisition.contrast / range;
  const middle = field.thin + (0.62 - acquisition.brightness) * range;
  for (let p = 0; p < level.length; p++) {
    const share = 1 / (1 + Math.exp(-steepness * (level[p] - acquisition.equalisation * even.values[p] - middle)));
    level[p] = top * share;
    // The noise of the counts, propagated through logarithm, enhancement and grey curve. Details are brought out without it.
    counts[p] *= (1 + acquisition.sharpening) * steepness * top * share * (1 - share);
  }
  return develop(field, region, { level, spread: counts, width, pad });
}

interface Exposed {
  readonly level: Float32Array;
  readonly spread: Float32Array;
  readonly width: number;
  readonly pad: number;
}

/** Doubles the half-resolution image to the detector's pixels, adds noise, rounds, and inverts MONOCHROME1. */
function develop({ acquisition }: Field, region: Region, { level, spread, width, pad }: Exposed): Uint16Array {
  const stored = new Uint16Array(region.width * region.height);
  const noise = photonNoise(acquisition.softwareSeed);
  const top = 2 ** acquisition.bits - 1;
  const [left, right, above, below] = shutterOf(acquisition);
  const row = new Float32Array(region.width);
  for (let v = 0; v < region.height; v++) {
    const y = region.y + v;
    noise(region.x, y, row);
    const upper = ((v >> 1) + pad) * width + pad;
    const lower = (v & 1) === 0 ? upper : upper + width;
    const out = v * region.width;
    const closed = acquisition.shutter === 'black' && (y < above || y >= below);
    for (let u = 0; u < region.width; u++) {
      const i = u >> 1;
      const n = i + (u & 1);
      const mean = 0.25 * (level[upper + i] + level[upper + n] + level[lower + i] + level[lower + n]);
      const deviation = 0.25 * (spread[upper + i] + spread[upper + n] + spread[lower + i] + spread[lower + n]);
      let value = mean + deviation * row[u] + 0.5;
      if (closed || (acquisition.shutter === 'black' && (region.x + u < left || region.x + u >= right))) value = 0;
      value = value < 0 ? 0 : value > top ? top : value | 0;
      stored[out + u] = acquisition.monochrome1 ? top - value : value;
    }
  }
  return stored;
}

function addBody(map: AttenuationMap, coarse: AttenuationMap): void {
  const across = new Float64Array(map.width);
  for (let i = 0; i < map.width; i++)
    across[i] = Math.min(coarse.width - 1.001, Math.max(0, (map.left + i * map.step - coarse.left) / coarse.step));
  for (let j = 0; j < map.height; j++) {
    const y = Math.min(coarse.height - 1.001, Math.max(0, (map.top + j * map.step - coarse.top) / coarse.step));
    const b = Math.floor(y);
    const tv = y - b;
    const upper = b * coarse.width;
    const lower = upper + coarse.width;
    for (let i = 0; i < map.width; i++) {
      const a = across[i] | 0;
      const tu = across[i] - a;
      const high = coarse.values[upper + a] + (coarse.values[upper + a + 1] - coarse.values[upper + a]) * tu;
      const low = coarse.values[lower + a] + (coarse.values[lower + a + 1] - coarse.values[lower + a]) * tu;
      map.values[j * map.width + i] += high + (low - high) * tv;
    }
  }
}

/** Returns the columns and rows inside the collimator: first column, end column, first row, end row. */
function shutterOf({ collimation, columns, rows, spacingMm }: Acquisition): [number, number, number, number] {
  return [
    collimation[0] / spacingMm,
    columns - collimation[1] / spacingMm,
    collimation[2] / spacingMm,
    rows - collimation[3] / spacingMm,
  ];
}

function collimate(map: AttenuationMap, acquisition: Acquisition): void {
  const [left, right, above, below] = shutterOf(acquisition);
  const half = 0.5 / acquisition.spacingMm;
  if (left === 0 && above === 0 && right === acquisition.columns && below === acquisition.rows) return;
  for (let j = 0; j < map.height; j++) {
    const y = 2 * (map.top / map.step + j);
    for (let i = 0; i < map.width; i++) {
      const x = 2 * (map.left / map.step + i);
      const open = Math.min(x - left, right - x, y - above, below - y);
      if (open < half) map.values[j * map.width + i] += 5 * Math.min(1, (half - open) / (2 * half));
    }
  }
}
