import { describe, expect, it } from 'vitest';
import { boxBlur, gaussianBlur } from '../../../main/phantom/blur.ts';
import { photonNoise } from '../../../main/phantom/photon-noise.ts';
import { prepareField, renderRegion } from '../../../main/phantom/render.ts';
import { buildScene } from '../../../main/phantom/scene.ts';
import { phantomSubject } from '../../../main/phantom/subject.ts';

describe('rendering', () => {
  const subject = phantomSubject({ seed: 6, index: 1, visits: 1, enrichment: 'balanced' });
  const { acquisition } = subject.visits[0];
  const scene = buildScene(subject, subject.visits[0]);
  const field = prepareField(scene, acquisition);
  const whole = renderRegion(field, { x: 0, y: 0, width: acquisition.columns, height: acquisition.rows });

  it('renders a region like that part of the whole radiograph', () => {
    const x = 2 * Math.round(scene.right.headCentre.x / acquisition.spacingMm / 2) - 150;
    const y = 2 * Math.round(scene.right.headCentre.y / acquisition.spacingMm / 2) - 150;
    const region = renderRegion(field, { x, y, width: 300, height: 300 });
    const top = 2 ** acquisition.bits;
    let largest = 0;
    for (let v = 0; v < 300; v++) {
      for (let u = 0; u < 300; u++)
        largest = Math.max(largest, Math.abs(region[v * 300 + u] - whole[(y + v) * acquisition.columns + x + u]));
    }
    expect(largest / top).toBeLessThan(0.02);
  });

  it('uses the range of the stored bits from dark to bright', () => {
    const top = 2 ** acquisition.bits - 1;
    const sorted = whole.toSorted();
    expect(sorted[sorted.length - 1]).toBeLessThanOrEqual(top);
    expect(sorted[Math.floor(0.9 * sorted.length)] - sorted[Math.floor(0.1 * sorted.length)]).toBeGreaterThan(0.3 * top);
  });

  it('shows bone brighter than the joint space once MONOCHROME1 is inverted', () => {
    const at = (xMm: number, yMm: number): number => {
      let sum = 0;
      for (let v = -3; v <= 3; v++) {
        for (let u = -3; u <= 3; u++)
          sum +=
            whole[
              (Math.round(yMm / acquisition.spacingMm) + v) * acquisition.columns + Math.round(xMm / acquisition.spacingMm) + u
            ];
      }
      return acquisition.monochrome1 ? -sum : sum;
    };
    const { headCentre, headRadius, jointSpaceMm } = scene.right;
    const roof = at(headCentre.x, headCentre.y - headRadius - jointSpaceMm - 3);
    const space = at(headCentre.x, headCentre.y - headRadius - jointSpaceMm / 2);
    expect(roof).toBeGreaterThan(space);
  });
});

describe('photon noise', () => {
  it('is standard normal and depends on the position, not on the order of rendering', () => {
    const noise = photonNoise(5);
    const row = new Float32Array(20_000);
    noise(100, 7, row);
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const deviation = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / row.length - mean * mean);
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.03);
    const part = new Float32Array(50);
    noise(1100, 7, part);
    expect([...part]).toEqual([...row.subarray(1000, 1050)]);
  });
});

describe('blurring', () => {
  it('keeps a flat image flat and preserves the sum of a spot', () => {
    const flat = new Float32Array(40 * 30).fill(3);
    gaussianBlur(flat, 40, 30, 2);
    boxBlur(flat, 40, 30, 3);
    for (const value of flat) expect(value).toBeCloseTo(3, 4);
    const spot = new Float32Array(61 * 61);
    spot[30 * 61 + 30] = 1;
    gaussianBlur(spot, 61, 61, 3);
    boxBlur(spot, 61, 61, 4);
    expect(spot.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
    expect(spot[30 * 61 + 33]).toBeCloseTo(spot[33 * 61 + 30], 6);
  });
});
