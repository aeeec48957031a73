// Splits a picture of both knees.

/** A picture of one knee is about as wide as high; one of both is about twice as wide, less the margins. **(ours)** */
const BOTH_FROM = 1.3;

export function showsBothKnees({ width, height }: { readonly width: number; readonly height: number }): boolean {
  return width >= BOTH_FROM * height;
}
