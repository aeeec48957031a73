// Colours for evidence: matplotlib's inferno (S van der Walt, N Smith, 2015; CC0), perceptually uniform, read at ten points
// and interpolated between them.

export type Colour = readonly [red: number, green: number, blue: number];

const INFERNO: readonly Colour[] = [
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
];

/** The colour of a value between 0 and 1, each channel 0 to 255. */
export function evidenceColour(value: number): Colour {
  const at = Math.min(1, Math.max(0, value)) * (INFERNO.length - 1);
  const below = Math.min(Math.floor(at), INFERNO.length - 2);
  const share = at - below;
  const mixed = (channel: 0 | 1 | 2): number =>
    Math.round(INFERNO[below][channel] * (1 - share) + INFERNO[below + 1][channel] * share);
  return [mixed(0), mixed(1), mixed(2)];
}

/** How much of the evidence's colour covers the radiograph: nothing without evidence, so that the bone stays to be judged. */
export function evidenceOpacity(value: number): number {
  return 0.72 * Math.min(1, Math.max(0, value)) ** 0.8;
}
