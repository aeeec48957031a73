// Letters as strokes in a box of width 1 and height 1, y downwards: the side letters, and letters that must not be taken for them.

type Stroke = readonly (readonly [number, number])[];

export type Shape = 'R' | 'L' | 'mirrored R' | 'mirrored L' | 'other';

/** A round stroke from the left edge back to it. */
const bowl = (top: number, bottom: number, reach: number): Stroke => [
  [0, top],
  [0.55 * reach, top],
  [0.85 * reach, top + 0.12 * (bottom - top)],
  [reach, top + 0.5 * (bottom - top)],
  [0.85 * reach, top + 0.88 * (bottom - top)],
  [0.55 * reach, bottom],
  [0, bottom],
];
const line = (...points: Stroke): Stroke => points;
const square = (top: number, bottom: number): Stroke =>
  line([0, top], [0.8, top], [1, top + 0.12], [1, bottom - 0.12], [0.8, bottom], [0, bottom]);
const stem = line([0, 0], [0, 1]);
const ring: Stroke = Array.from({ length: 17 }, (_, i) => {
  const angle = (i * Math.PI) / 8;
  return [0.5 + 0.5 * Math.cos(angle), 0.5 + 0.5 * Math.sin(angle)] as const;
});

const RIGHT: readonly (readonly Stroke[])[] = [
  [stem, bowl(0, 0.52, 0.97), line([0.5, 0.52], [1, 1])],
  [stem, bowl(0, 0.55, 0.92), line([0.4, 0.55], [1, 1])],
  [stem, bowl(0, 0.5, 1), line([0.6, 0.5], [0.9, 0.68], [0.97, 1])],
  [stem, square(0, 0.5), line([0.45, 0.55], [1, 1])],
];
const LEFT: readonly (readonly Stroke[])[] = [[stem, line([0, 1], [1, 1])]];

const mirrored = (letter: readonly Stroke[]): readonly Stroke[] =>
  letter.map((stroke) => stroke.map(([x, y]) => [1 - x, y] as const));

const OTHERS: readonly (readonly Stroke[])[] = [
  [stem, bowl(0, 0.52, 1)], // P
  [stem, bowl(0, 0.48, 0.9), bowl(0.48, 1, 1)], // B
  [stem, bowl(0, 1, 1)], // D
  [stem, square(0, 0.5)],
  [stem, square(0, 0.48), square(0.48, 1)],
  [stem, square(0, 1)],
  [line([0, 1], [0.5, 0], [1, 1]), line([0.2, 0.62], [0.8, 0.62])], // A
  [stem, line([1, 0], [0, 0.58]), line([0.35, 0.4], [1, 1])], // K
  [stem, line([1, 0], [1, 1]), line([0, 0.5], [1, 0.5])], // H
  [stem, line([0, 0], [1, 0]), line([0, 0.48], [0.85, 0.48]), line([0, 1], [1, 1])], // E
  [stem, line([0, 0], [1, 0]), line([0, 0.48], [0.85, 0.48])], // F
  [line([0, 0], [1, 0]), line([0.5, 0], [0.5, 1])], // T
  [line([0, 0], [0, 0.7], [0.2, 1], [0.8, 1], [1, 0.7], [1, 0])], // U
  [line([0.9, 0], [0.9, 0.75], [0.65, 1], [0.25, 1], [0, 0.75])], // J
  [line([0, 0], [0.5, 1], [1, 0])], // V
  [ring], // O
  [line([0, 0], [1, 0], [0.35, 1])], // 7
  [line([0, 0.25], [0.5, 0], [0.5, 1]), line([0, 1], [1, 1])], // 1
  [line([1, 0.68], [0, 0.68], [0.7, 0], [0.7, 1])], // 4
  [stem, line([0, 0], [1, 1], [1, 0])], // N
  [line([1, 0.08], [0.6, 0], [0, 0.2], [0.4, 0.48], [1, 0.75], [0.5, 1], [0, 0.92])], // S
  [ring, stem],
  [line([0, 0], [1, 1]), line([1, 0], [0, 1])], // X
  [line([0, 0], [1, 0], [1, 1], [0, 1], [0, 0])], // a frame
  [line([0, 0], [1, 0]), stem], // an upper corner
  [line([0, 0], [1, 0], [1, 1])],
  [line([0, 0.5], [1, 0.5]), line([0.5, 0], [0.5, 1])], // a cross
];

/** Every shape with its strokes. */
export const LETTER_SHAPES: readonly { readonly shape: Shape; readonly strokes: readonly Stroke[] }[] = [
  ...RIGHT.flatMap((strokes) => [
    { shape: 'R' as const, strokes },
    { shape: 'mirrored R' as const, strokes: mirrored(strokes) },
  ]),
  ...LEFT.flatMap((strokes) => [
    { shape: 'L' as const, strokes },
    { shape: 'mirrored L' as const, strokes: mirrored(strokes) },
  ]),
  ...OTHERS.map((strokes) => ({ shape: 'other' as const, strokes })),
];
