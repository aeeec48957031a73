// Perceptually even colour maps for heatmaps, the same on screen and on paper. Colours are interpolated linearly between stops, which
// were sampled from matplotlib's inferno, viridis (Smith & van der Walt, CC0) and cividis (Nuñez JR et al. PLoS One 2018;13:e0199239). Their
// brightness grows with the evidence, so readers who confuse red and green see as much as others.

export const COLOUR_MAPS = ['inferno', 'viridis', 'cividis'] as const;

export type ColourMap = (typeof COLOUR_MAPS)[number];

export type Colour = readonly [red: number, green: number, blue: number];

const STOPS: Readonly<Record<ColourMap, readonly Colour[]>> = {
  inferno: [
    [0, 0, 4],
    [27, 12, 65],
    [74, 12, 107],
    [120, 28, 109],
    [165, 44, 96],
    [207, 68, 70],
    [237, 105, 37],
    [251, 155, 6],
    [247, 209, 61],
    [252, 255, 164],
  ],
  viridis: [
    [68, 1, 84],
    [70, 50, 127],
    [54, 92, 141],
    [39, 127, 142],
    [31, 161, 135],
    [74, 194, 109],
    [159, 218, 58],
    [253, 231, 37],
  ],
  cividis: [
    [0, 34, 78],
    [1, 50, 113],
    [47, 66, 109],
    [72, 82, 108],
    [94, 99, 111],
    [114, 115, 116],
    [135, 132, 120],
    [157, 149, 118],
    [182, 169, 111],
    [206, 188, 99],
    [231, 209, 80],
    [254, 232, 56],
  ],
};

/** The colour for a share from 0 to 1. */
export function colourOf(map: ColourMap, share: number): Colour {
  const stops = STOPS[map];
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const from = Math.min(stops.length - 2, Math.floor(place));
  const rest = place - from;
  const [lower, upper] = [stops[from], stops[from + 1]];
  if (lower === undefined || upper === undefined) throw new Error(`The colour map ${map} has no colour for ${share}.`);
  const mix = (channel: 0 | 1 | 2): number => Math.round(lower[channel] * (1 - rest) + upper[channel] * rest);
  return [mix(0), mix(1), mix(2)];
}

/** The map as a CSS gradient, for legends. */
export function gradientOf(map: ColourMap): string {
  return `linear-gradient(90deg, ${STOPS[map].map((colour) => `rgb(${colour.join(' ')})`).join(', ')})`;
}
