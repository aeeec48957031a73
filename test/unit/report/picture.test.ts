import { decode } from 'fast-png';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { evidenceColour, evidenceOpacity } from '../../../main/report/evidence-colour.ts';
import { heatmapPng } from '../../../main/report/heatmap-png.ts';
import { asOnRadiograph, placeOnPicture, withEvidence } from '../../../main/report/picture.ts';
import { zoneOutline } from '../../../main/report/zone-outline.ts';
import { gradedHip } from './report-fixture.ts';

const { frame: right } = gradedHip('right');
const { frame: left } = gradedHip('left');
const heatmap = Uint8Array.from({ length: 224 * 224 }, (_, i) => i % 255);

describe('an image in the orientation of the radiograph', () => {
  it('is the crop itself for a right hip, and its mirror image for a left one', () => {
    expect(asOnRadiograph(heatmap, right)).toEqual(heatmap);
    const turned = asOnRadiograph(heatmap, left);
    expect(turned[5 * 224]).toBe(heatmap[5 * 224 + 223]);
    expect(asOnRadiograph(turned, left)).toEqual(heatmap);
  });

  it('moves points as it moves pixels', () => {
    expect(placeOnPicture({ x: 0, y: 223 }, right)).toEqual({ x: 0.5 / 224, y: 223.5 / 224 });
    expect(placeOnPicture({ x: 0, y: 223 }, left).x).toBeCloseTo(223.5 / 224, 12);
  });
});

describe('evidence over a radiograph', () => {
  const picture = { pixels: Uint8Array.from({ length: 32 * 32 }, (_, i) => i % 256), size: 32 };

  it('leaves the radiograph unchanged where there is no evidence', () => {
    const { pixels } = withEvidence(picture, new Uint8Array(224 * 224));
    picture.pixels.forEach((grey, i) => expect([...pixels.subarray(3 * i, 3 * i + 3)]).toEqual([grey, grey, grey]));
  });

  it('lies where the heatmap is strong', () => {
    const spot = new Uint8Array(224 * 224);
    for (let y = 0; y < 14; y++) spot.fill(255, y * 224 + 210, (y + 1) * 224);
    const { pixels } = withEvidence({ pixels: new Uint8Array(32 * 32), size: 32 }, spot);
    expect(pixels[3 * 31]).toBeGreaterThan(150); // top right
    expect(pixels[0]).toBe(0); // top left
    expect(pixels[3 * 31 * 32]).toBe(0); // bottom left
  });

  it("can be written as a PNG file of the image's size", () => {
    const { width, height, channels, depth } = decode(heatmapPng(picture, heatmap, left));
    expect({ width, height, channels, depth }).toEqual({ width: 32, height: 32, channels: 3, depth: 8 });
  });
});

describe('the colours of evidence', () => {
  it('become steadily brighter and more opaque, starting from transparent', () => {
    const luminance = (value: number): number => {
      const [red, green, blue] = evidenceColour(value);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.95, noNaN: true }), (value) => {
        expect(luminance(value + 0.05)).toBeGreaterThan(luminance(value));
        expect(evidenceOpacity(value + 0.05)).toBeGreaterThan(evidenceOpacity(value));
      }),
    );
    expect(evidenceOpacity(0)).toBe(0);
    expect(evidenceColour(1)).toEqual([252, 255, 164]);
  });
});

describe('the outline of a zone', () => {
  it('lies 12 mm from the nearest landmark of the zone everywhere', () => {
    const point = fc.record({ x: fc.double({ min: 0, max: 223, noNaN: true }), y: fc.double({ min: 0, max: 223, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(point, { minLength: 80, maxLength: 80 }), fc.constantFrom(...QUADRANTS), (landmarks, quadrant) => {
        const table = LANDMARK_TABLES.original;
        const centres = table.zones[quadrant].map((index) => landmarks[index]);
        const outline = zoneOutline(landmarks, table, quadrant).flat();
        expect(outline).not.toEqual([]);
        for (const at of outline) {
          const nearest = Math.min(...centres.map((centre) => Math.hypot(at.x - centre.x, at.y - centre.y)));
          expect(nearest * 0.4).toBeCloseTo(12, 6);
        }
      }),
      { numRuns: 20 },
    );
  });
});
