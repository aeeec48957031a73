// Adds line integrals through the body to a map of log attenuation: solids, thin plates seen edge-on, and blobs.
// A solid is an outline and a depth profile behind it: a rounded body with a cortical shell around cancellous bone.

import type { Outline, Spot } from './curve.ts';
import { grainAt } from './texture/grain.ts';
import type { Grain } from './texture/grain.ts';

/** Attenuation in excess of the displaced soft tissue, per mm, at the tube's effective energy. */
const CORTICAL_PER_MM = 0.03;
export const CANCELLOUS_PER_MM = 0.0088;

/** A map of log attenuation. Pixel (i, j) shows the point (left + i * step, top + j * step) in mm. */
export interface AttenuationMap {
  readonly left: number;
  readonly top: number;
  readonly step: number;
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array; // [height, width]
}

export interface Solid {
  readonly outline: Outline;
  readonly hole?: Outline;
  readonly grain?: Grain;
  /** Metal is a solid with a large gain. */
  readonly gain: number;
}

/** A plate, line or vessel seen edge-on. */
export interface Ridge {
  readonly points: readonly Spot[];
  readonly sigma: number;
  /** Log attenuation at its crest. Negative for fat planes. */
  readonly amount: number;
  /** A hard line has the same level over its width (lead letters). */
  readonly hard?: boolean;
}

export interface Blob {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
  readonly angle: number;
  readonly amount: number;
  /** From 0, a sharp edge, to 1, a smooth hill. */
  readonly softness: number;
}

export function emptyMap(left: number, top: number, step: number, width: number, height: number): AttenuationMap {
  return { left, top, step, width, height, values: new Float32Array(width * height) };
}

/** Distances below this many mm from a margin are exact. Larger ones come from a coarse lattice. */
const BAND_MM = 5;
const LATTICE_MM = 2;

export function addSolid(map: AttenuationMap, solid: Solid): void {
  const box = boxOf(map, solid.outline.points);
  if (box === null) return;
  const { i0, j0, width, height } = box;
  const outlines = solid.hole === undefined ? [solid.outline] : [solid.outline, solid.hole];
  const fine = map.step < LATTICE_MM;
  const lattice = latticeOf(map, box, outlines, fine ? LATTICE_MM / map.step : 1);
  const squared = fine ? bandDistances(map, box, outlines) : null;
  const inside = spansOf(map, box, outlines);
  const { across, down, stride, fields } = lattice;
  const grain = solid.grain;
  for (let j = 0; j < height; j++) {
    const spans = inside[j];
    const b = Math.min(down - 2, Math.floor(j / stride));
    const tv = j / stride - b;
    for (let s = 0; s + 1 < spans.length; s += 2) {
      const from = Math.max(0, Math.ceil(spans[s] - i0));
      const to = Math.min(width - 1, Math.floor(spans[s + 1] - i0));
      for (let i = from; i <= to; i++) {
        const a = Math.min(across - 2, (i / stride) | 0);
        const tu = i / stride - a;
        const w00 = (1 - tu) * (1 - tv);
        const w10 = tu * (1 - tv);
        const w01 = (1 - tu) * tv;
        const w11 = tu * tv;
        const c00 = 5 * (b * across + a);
        const c01 = c00 + 5 * across;
        const field = (f: number): number =>
          w00 * fields[c00 + f] + w10 * fields[c00 + 5 + f] + w01 * fields[c01 + f] + w11 * fields[c01 + 5 + f];
        let distance = field(4);
        if (squared !== null) {
          const exact = squared[j * width + i];
          if (exact < BAND_MM * BAND_MM) distance = Math.sqrt(exact);
        }
        const radius = field(0);
        const depth = field(1);
        const cortex = field(2);
        const outer = depth * roundness(distance / radius);
        let inner = 0;
        if (distance > cortex) {
          const shrunk = Math.max(0.5, radius - cortex);
          inner = depth * Math.max(0.1, 1 - cortex / radius) * roundness((distance - cortex) / shrunk);
          if (inner > outer) inner = outer;
        }
        let density = field(3);
        if (grain !== undefined && inner > 0.5)
          density *= grainAt(grain, map.left + (i + i0) * map.step, map.top + (j + j0) * map.step);
        map.values[(j + j0) * map.width + i + i0] +=
          solid.gain * (CORTICAL_PER_MM * (outer - inner) + CANCELLOUS_PER_MM * density * inner);
      }
    }
  }
}

export function addRidge(map: AttenuationMap, ridge: Ridge): void {
  const reach = 3 * ridge.sigma;
  const flat = new Float64Array(ridge.points.length * 2);
  ridge.points.forEach(([x, y], i) => {
    flat[2 * i] = x;
    flat[2 * i + 1] = y;
  });
  const box = boxOf(map, flat, reach);
  if (box === null || map.step > reach) return;
  const { i0, j0, width, height } = box;
  const squared = new Float32Array(width * height).fill(reach * reach);
  for (let p = 0; p + 3 < flat.length; p += 2)
    segmentBand(map, box, squared, reach, flat[p], flat[p + 1], flat[p + 2], flat[p + 3]);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const d2 = squared[j * width + i];
      if (d2 >= reach * reach) continue;
      const level =
        ridge.hard === true
          ? Math.min(1, Math.max(0, (ridge.sigma - Math.sqrt(d2)) / 0.3 + 0.5))
          : Math.exp(-d2 / (2 * ridge.sigma * ridge.sigma));
      map.values[(j + j0) * map.width + i + i0] += ridge.amount * level;
    }
  }
}

export function addBlob(map: AttenuationMap, blob: Blob): void {
  const reach = Math.max(blob.radiusX, blob.radiusY) * 1.05;
  const box = boxOf(map, Float64Array.of(blob.x, blob.y), reach);
  if (box === null) return;
  const cos = Math.cos(blob.angle);
  const sin = Math.sin(blob.angle);
  for (let j = box.j0; j < box.j0 + box.height; j++) {
    const dy = map.top + j * map.step - blob.y;
    for (let i = box.i0; i < box.i0 + box.width; i++) {
      const dx = map.left + i * map.step - blob.x;
      const u = (dx * cos + dy * sin) / blob.radiusX;
      const v = (dy * cos - dx * sin) / blob.radiusY;
      const q = 1 - u * u - v * v;
      if (q <= 0) continue;
      const level = q >= blob.softness ? 1 : q / blob.softness;
      map.values[j * map.width + i] += blob.amount * level * level * (3 - 2 * level);
    }
  }
}

/** Returns the share of its full depth that a rounded body reaches at the distance t (in radii) from its margin. */
function roundness(t: number): number {
  return t >= 1 ? 1 : Math.sqrt(t * (2 - t));
}

interface Box {
  readonly i0: number;
  readonly j0: number;
  readonly width: number;
  readonly height: number;
}

function boxOf(map: AttenuationMap, points: Float64Array, margin = 0): Box | null {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let p = 0; p < points.length; p += 2) {
    left = Math.min(left, points[p]);
    right = Math.max(right, points[p]);
    top = Math.min(top, points[p + 1]);
    bottom = Math.max(bottom, points[p + 1]);
  }
  const i0 = Math.max(0, Math.floor((left - margin - map.left) / map.step));
  const i1 = Math.min(map.width - 1, Math.ceil((right + margin - map.left) / map.step));
  const j0 = Math.max(0, Math.floor((top - margin - map.top) / map.step));
  const j1 = Math.min(map.height - 1, Math.ceil((bottom + margin - map.top) / map.step));
  return i1 < i0 || j1 < j0 ? null : { i0, j0, width: i1 - i0 + 1, height: j1 - j0 + 1 };
}

/** Returns squared distances in mm to the outlines, exact within the band. // [height, width] of the box */
function bandDistances(map: AttenuationMap, box: Box, outlines: readonly Outline[]): Float32Array {
  const squared = new Float32Array(box.width * box.height).fill(BAND_MM * BAND_MM);
  for (const { points } of outlines) {
    const n = points.length;
    for (let p = 0; p < n; p += 2)
      segmentBand(map, box, squared, BAND_MM, points[p], points[p + 1], points[(p + 2) % n], points[(p + 3) % n]);
  }
  return squared;
}

function segmentBand(
  map: AttenuationMap,
  box: Box,
  squared: Float32Array,
  reach: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): void {
  const { left, top, step } = map;
  const i0 = Math.max(box.i0, Math.ceil((Math.min(ax, bx) - reach - left) / step));
  const i1 = Math.min(box.i0 + box.width - 1, Math.floor((Math.max(ax, bx) + reach - left) / step));
  const j0 = Math.max(box.j0, Math.ceil((Math.min(ay, by) - reach - top) / step));
  const j1 = Math.min(box.j0 + box.height - 1, Math.floor((Math.max(ay, by) + reach - top) / step));
  const ux = bx - ax;
  const uy = by - ay;
  const inverse = 1 / Math.max(1e-9, ux * ux + uy * uy);
  for (let j = j0; j <= j1; j++) {
    const py = top + j * step - ay;
    const row = (j - box.j0) * box.width - box.i0;
    for (let i = i0; i <= i1; i++) {
      const px = left + i * step - ax;
      let t = (px * ux + py * uy) * inverse;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const dx = px - t * ux;
      const dy = py - t * uy;
      const d2 = dx * dx + dy * dy;
      if (d2 < squared[row + i]) squared[row + i] = d2;
    }
  }
}

/** Returns the sorted crossings of the outlines with each row of the box (even-odd rule), in map pixels. */
function spansOf(map: AttenuationMap, box: Box, outlines: readonly Outline[]): number[][] {
  const rows: number[][] = Array.from({ length: box.height }, () => []);
  for (const { points } of outlines) {
    const n = points.length;
    for (let p = 0; p < n; p += 2) {
      const ay = (points[p + 1] - map.top) / map.step;
      const by = (points[(p + 3) % n] - map.top) / map.step;
      if (ay === by) continue;
      const ax = (points[p] - map.left) / map.step;
      const slope = ((points[(p + 2) % n] - map.left) / map.step - ax) / (by - ay);
      const from = Math.max(box.j0, Math.ceil(Math.min(ay, by)));
      const to = Math.min(box.j0 + box.height - 1, Math.ceil(Math.max(ay, by)) - 1);
      for (let j = from; j <= to; j++) rows[j - box.j0].push(ax + slope * (j - ay));
    }
  }
  for (const row of rows) row.sort((a, b) => a - b);
  return rows;
}

interface Lattice {
  readonly across: number;
  readonly down: number;
  /** Map pixels per lattice step. */
  readonly stride: number;
  readonly fields: Float32Array; // [down, across, 5] radius, depth, cortex, density, distance
}

/** Derives the interior from the margins: their shells averaged by inverse squared distance, and the distance itself. */
function latticeOf(map: AttenuationMap, box: Box, outlines: readonly Outline[], stride: number): Lattice {
  const across = Math.max(2, Math.ceil((box.width - 1) / stride) + 1);
  const down = Math.max(2, Math.ceil((box.height - 1) / stride) + 1);
  const fields = new Float32Array(across * down * 5);
  const picked: number[] = [];
  for (const { points, shells } of outlines) {
    const count = points.length / 2;
    const spacing = Math.hypot(points[2] - points[0], points[3] - points[1]);
    const every = Math.max(
      1,
      Math.min(Math.floor(count / 8), Math.round(Math.max(2.4, 0.5 * map.step) / Math.max(0.3, spacing))),
    );
    for (let v = 0; v < count; v += every)
      picked.push(points[2 * v], points[2 * v + 1], shells[4 * v], shells[4 * v + 1], shells[4 * v + 2], shells[4 * v + 3]);
  }
  const margin = Float64Array.from(picked);
  for (let b = 0; b < down; b++) {
    const y = map.top + (box.j0 + b * stride) * map.step;
    for (let a = 0; a < across; a++) {
      const x = map.left + (box.i0 + a * stride) * map.step;
      let [total, radius, depth, cortex, density, nearest] = [0, 0, 0, 0, 0, Infinity];
      for (let p = 0; p < margin.length; p += 6) {
        const dx = x - margin[p];
        const dy = y - margin[p + 1];
        const d2 = dx * dx + dy * dy;
        if (d2 < nearest) nearest = d2;
        const near = 1 / (d2 + 6);
        const weight = near * near;
        total += weight;
        radius += weight * margin[p + 2];
        depth += weight * margin[p + 3];
        cortex += weight * margin[p + 4];
        density += weight * margin[p + 5];
      }
      const f = 5 * (b * across + a);
      fields[f] = radius / total;
      fields[f + 1] = depth / total;
      fields[f + 2] = cortex / total;
      fields[f + 3] = density / total;
      fields[f + 4] = Math.sqrt(nearest);
    }
  }
  return { across, down, stride, fields };
}
