import { describe, expect, it } from 'vitest';
import { COLOUR_MAPS, colourOf } from '../../../../main/domain/colour-map.ts';
import { heatmapPixels } from '../../../../renderer/viewer/heatmap-canvas.ts';
import { scaleBar } from '../../../../renderer/viewer/scale-bar.ts';

const brightness = ([red, green, blue]: readonly number[]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

describe('heatmaps', () => {
  it('show bone where there is no evidence and hide it under the strongest', () => {
    const pixels = heatmapPixels(Uint8Array.of(0, 20, 140, 255), { map: 'inferno', threshold: 0 });
    expect([pixels[3], pixels[7], pixels[11], pixels[15]]).toEqual([0, 0, 255, 255]);
  });

  it('leave out what lies below the threshold', () => {
    const pixels = heatmapPixels(Uint8Array.of(100, 150, 255), { map: 'inferno', threshold: 0.5 });
    expect([pixels[3], pixels[7], pixels[11]]).toEqual([0, expect.any(Number), 255]);
    expect(pixels[7]).toBeGreaterThan(0);
  });

  it('grow brighter with the evidence in every colour map', () => {
    for (const map of COLOUR_MAPS) {
      const steps = Array.from({ length: 50 }, (_, i) => brightness(colourOf(map, i / 49)));
      expect(steps.map(Math.round)).toEqual(steps.map(Math.round).toSorted((a, b) => a - b));
    }
  });

  it('stay within the ends of every colour map', () => {
    for (const map of COLOUR_MAPS) {
      expect(colourOf(map, -1)).toEqual(colourOf(map, 0));
      expect(colourOf(map, 2)).toEqual(colourOf(map, 1));
    }
    expect(colourOf('inferno', 1)).toEqual([252, 255, 164]);
  });
});

describe('the scale bar', () => {
  it('is a round length that fits', () => {
    expect(scaleBar(1, 120)).toEqual({ millimetres: 100, pixels: 100 });
    expect(scaleBar(30, 120)).toEqual({ millimetres: 2, pixels: 60 });
  });
});
