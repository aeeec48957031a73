// A scale bar of a round length that fits the stage.

const LENGTHS_MM = [200, 100, 50, 20, 10, 5, 2, 1];

/** The longest round length that takes at most `longest` screen pixels, and its length on the screen. */
export function scaleBar(screenPixelsPerMm: number, longest: number): { readonly millimetres: number; readonly pixels: number } {
  const millimetres = LENGTHS_MM.find((length) => length * screenPixelsPerMm <= longest) ?? 1;
  return { millimetres, pixels: millimetres * screenPixelsPerMm };
}
