// The sentences about landmarks that cannot be read or do not fit their radiograph.

import type { PatientSource, PatientSpacing } from '../domain/film/spacing.ts';
import type { Side } from '../domain/hip.ts';
import type { Arrangement, Misplacement } from './placement/kinds.ts';

const EXPORT_AGAIN = 'Export the points again.';
const CHECK_SETTING = 'Check the spacing and the numbering.';

interface Arc {
  readonly side: Side;
  readonly arc: string;
  readonly limitMm: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface ImageSize {
  readonly width: number;
  readonly height: number;
}

interface HeadSize {
  readonly side: Side;
  readonly diameterMm: number;
  readonly spacing: PatientSpacing;
  readonly expected: { readonly least: number; readonly most: number };
}

const IN_PATIENT_PLANE: readonly PatientSource[] = ['calibrated', 'magnification-factor', 'distances'];

const headSize = ({ side, diameterMm, spacing, expected }: HeadSize): string =>
  `The ${side} femoral head measures ${Math.round(diameterMm)} mm across at a pixel spacing of ${Number(spacing.mm.toPrecision(4))} mm${IN_PATIENT_PLANE.includes(spacing.source) ? " in the patient's plane" : ''}, but ${expected.least} to ${expected.most} mm was expected.`;

const markupsRefused = (what: string): string =>
  `3D Slicer markups with one curve per hip were expected, but ${what}. Name the curves right and left, and save the file again.`;
const arcRefused = (came: string, { side, arc, limitMm }: Arc): string =>
  `A circle with a radius below ${limitMm} mm was expected for the ${side} ${arc}, but its points lie on ${came}. ${CHECK_SETTING}`;
const pixel = ({ x, y }: Point): string => `pixel (${Math.round(x)}, ${Math.round(y)})`;
const outside = ({ width, height }: ImageSize): string => `outside the image of ${width} x ${height}`;

/** What makes the points fit. */
const FIT_IF: Readonly<Record<Misplacement, string>> = {
  'exchanged-sides': 'left and right are exchanged',
  mirrored: 'they are mirrored from left to right',
  'exchanged-axes': 'x and y are exchanged',
  'upside-down': 'they are turned upside down',
  'half-turn': 'they are turned by 180 degrees',
  'in-pixels': 'they are read as pixels, not as millimetres',
  'in-millimetres': 'they are read as millimetres, not as pixels',
};

const LIE_AS_IF: Readonly<Record<Exclude<Arrangement, 'standard'>, string>> = {
  'other-side': 'left and right were exchanged, or the image was mirrored',
  'upside-down': 'the image was turned upside down',
  'half-turn': 'the image was turned by 180 degrees',
  'exchanged-axes': 'x and y were exchanged',
  'exchanged-and-turned': 'x and y were exchanged and the image was turned by 180 degrees',
  'quarter-turn': 'the image was turned by 90 degrees',
  'quarter-turn-back': 'the image was turned by 90 degrees',
};

const percent = (share: number): string => `${Math.round(100 * share)}%`;

const NOT_ON_HIPS = 'The points do not lie on the hips of this image.';

export const imagingText = {
  points: {
    notBoneFinder:
      'BoneFinder points were expected (version, n_points, and the points between braces), but the file has a different format. Export the points again.',
    notTwoNumbers: (index: number, line: string) =>
      `Point ${index} must be two numbers, x and y, but the file has "${line}". ${EXPORT_AGAIN}`,
    wrongCount: (declared: string, came: number) =>
      `The file declares ${declared} points but holds ${came}. It was cut off or edited. ${EXPORT_AGAIN}`,
    neitherOneNorBoth: (perSide: number, came: number) =>
      `${2 * perSide} points for both hips or ${perSide} for one were expected, but the file holds ${came}. Export the points again with the ${2 * perSide}-point model.`,
    sideUnknown: (perSide: number) =>
      `The file holds the ${perSide} points of one hip, but its name does not state the side. End the name in _R.pts or _L.pts, or in _rasl.pts for a left hip marked on the mirrored image.`,
  },
  markups: {
    noList: markupsRefused('it has no list of markups'),
    notThreeNumbers: markupsRefused('the position of a control point is not three numbers'),
    sideUnknown: markupsRefused('the names of its curves do not state right or left'),
    noPoints: markupsRefused('it has no points'),
  },
  numbering: {
    neither: (limitMm: number) =>
      `The points of the femoral head do not lie on a circle with a radius below ${limitMm} mm in either numbering. Check that the points belong to this image and its spacing.`,
    both: 'The points fit both the original numbering and the renumbered one. Choose the numbering of the file.',
  },
  landmarks: {
    offImage: (
      { index, side, ...point }: Point & { readonly index: number; readonly side: Side },
      image: ImageSize & { readonly spacingMm: number },
    ) =>
      `Point ${index} of the ${side} hip lies at ${pixel(point)}, ${outside(image)}. Check that the points belong to this image and its spacing of ${Number(image.spacingMm.toPrecision(4))} mm.`,
    tooFarApart: (
      side: Side,
      [first, second]: readonly [number, number],
      { distanceMm, limitMm }: { readonly distanceMm: number; readonly limitMm: number },
    ) =>
      `The neighbouring points ${first} and ${second} of the ${side} hip are ${Math.round(distanceMm)} mm apart, but at most ${limitMm} mm were expected. ${CHECK_SETTING}`,
    arcs: { head: 'femoral head', sourcil: 'sourcil' },
    tooLarge: (radiusMm: number, arc: Arc) => arcRefused(`a circle with a radius of ${Math.round(radiusMm)} mm`, arc),
    straight: (arc: Arc) => arcRefused('a straight line', arc),
  },
  scale: {
    tooCoarse: (spacingMm: number, modelMm: number, limitMm: number) =>
      `Too coarse to grade: the film has pixels of ${Number(spacingMm.toPrecision(3))} mm, but the model works at ${modelMm} mm and needs at most ${limitMm} mm. Use the film in its original size, and do not rely on this grade.`,
    unusualHead: (size: HeadSize) => `${headSize(size)} Check the spacing. If it is wrong, enter the true one (--spacing).`,
    impossibleHead: (size: HeadSize) =>
      `${headSize(size)} The spacing is wrong, or the points belong to another film. Enter the true pixel spacing (--spacing).`,
  },
  placement: {
    misplaced: (misplacement: Misplacement) =>
      `${NOT_ON_HIPS} They fit if ${FIT_IF[misplacement]}. Correct the points file and try again.`,
    misarranged: (side: Side, arrangement: Exclude<Arrangement, 'standard'>) =>
      `The points of the ${side} hip are not arranged as on an AP view: they lie as if ${LIE_AS_IF[arrangement]}. Check the points file and the orientation of the image.`,
    againstTurn: (side: Side, source: 'PatientOrientation' | 'EXIF') =>
      `The points of the ${side} hip contradict the film: ${source === 'EXIF' ? 'its EXIF orientation' : 'its PatientOrientation'} says that it is stored turned or mirrored, but the points stand otherwise, or left and right are exchanged in them. Compare the film with its side marker and correct the points or the film.`,
    markedOnShown:
      'The points fit the picture as viewers turn it, not as it is stored. They were taken as marked on the turned picture.',
    inverted: (side: Side) =>
      `The bones of the ${side} hip are darker than the tissue beside them. The image seems to be inverted. Check its photometric interpretation.`,
  },
  quality: {
    blurred: (widthMm: number) =>
      `The edges of this hip are ${widthMm.toFixed(1)} mm wide. The models learned from films with edges of about 1.5 mm, so small osteophytes cannot be seen here. A low grade is not reliable.`,
    clipped: (share: number) =>
      `${percent(share)} of the area around this joint is clipped to one grey value, so margins of bone are lost there. A low grade is not reliable.`,
    cutOff: (share: number) =>
      `${percent(share)} of the area around this joint is not on the exposed part of the film. What lies there is not graded.`,
    turnedLeg: (degrees: number) =>
      `The femoral shaft is turned by ${degrees} degrees, as in a frog-leg view. The models learned from AP views, so the grades of the femur are not reliable.`,
  },
  crop: {
    wrongCount: (side: Side, expected: number, came: number) =>
      `${expected} points were expected for the ${side} hip, but there are ${came}. Check the landmark file.`,
    noHead: (side: Side, limitMm: number) =>
      `The points of the ${side} femoral head do not lie on a circle with a radius below ${limitMm} mm. Check that the points belong to this image, and check its spacing and the numbering.`,
    headOffImage: (side: Side, centre: Point, image: ImageSize) =>
      `The centre of the ${side} femoral head lies at ${pixel(centre)}, ${outside(image)}. Check that the points belong to this image and its spacing.`,
    uniform: (side: Side) =>
      `A hip was expected around the ${side} femoral head, but the image is uniformly grey there. Check that the points belong to this image.`,
  },
} as const;
