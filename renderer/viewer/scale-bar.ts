// Chooses a round length for the scale bar.

const LENGTHS_MM = [200, 100, 50, 20, 10, 5, 2, 1];

/** Returns the longest round length of at most `longest` screen pixels, and its length on the screen. */
export function scaleBar(screenPixelsPerMm: number, longest: number): { readonly millimetres: number; readonly pixels: number } {
  const millimetres = LENGTHS_MM.find((length) => length * screenPixelsPerMm <= longest) ?? 1;
  return { millimetres, pixels: millimetres * screenPixelsPerMm };
}
