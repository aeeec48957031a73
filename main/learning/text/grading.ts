// The sentences about finding and grading joints, and about choosing a model for them.

import type { Turn } from '../../domain/film/turn.ts';
import type { SpacingValue } from '../../domain/study/hip-history.ts';

const ROTATED: Readonly<Partial<Record<Turn, string>>> = {
  'rotate-90': 'by 90 degrees to the right',
  'rotate-270': 'by 90 degrees to the left',
  'rotate-180': 'by 180 degrees',
};

const MISSING = {
  'no-guess': 'nothing on the film looks like its femoral head',
  'not-confirmed': 'a closer look did not confirm a femoral head',
  'other-side': 'what was found is the head of the other hip',
} as const;

const HARMFUL = 'It may be damaged or made to do harm. Export it again from its source.';

export const gradingText = {
  findingHips: 'Finding hips',
  confirmingPoints: 'Comparing points with the images',
  hip: {
    prosthesis: (side: string, image: string) =>
      `The ${side} hip of ${image} looks like a prosthesis, which is not graded. If it is not a prosthesis, supply its landmarks.`,
    metalAlone: (side: string, image: string) =>
      `No ${side} hip was found on ${image}. Something there looks like a prosthesis, but without another hip beside it, it may be metal in another bone. If the film shows a natural hip from the front, supply its landmarks as a BoneFinder file.`,
    notFound: (side: string, image: string) =>
      `No ${side} hip was found on ${image}. If the film shows this hip from the front, supply its landmarks as a BoneFinder file.`,
    noPoints: (side: string, image: string) =>
      `The ${side} hip of ${image} was found, but its landmarks were not. Supply them as a BoneFinder file.`,
    missing: (side: string, image: string, why: 'no-guess' | 'not-confirmed' | 'other-side') =>
      `No ${side} hip was found on ${image}: ${MISSING[why]}.`,
    orKnee: (why: string) =>
      `${why} If the picture shows a knee, name a knee model with --model. "osteograde models" lists the models.`,
    metal: (side: string) =>
      `Metal lies at the ${side} hip, or its head may be replaced. Check the image before you use this grade.`,
    lying: (image: string, rotation: Turn) =>
      `${image} ${rotation === 'rotate-180' ? 'stands upside down' : 'lies on its side'}: both hips are found only after turning it ${ROTATED[rotation] ?? ''}. Export the film upright, or correct its PatientOrientation or EXIF orientation, and try again.`,
    kneeRadiograph: `According to its header this radiograph shows a knee, but the model grades hips. ${useKneeModel()}`,
  },
  film: {
    memory: (file: string, megabytes: number) =>
      `${file} needed more than ${megabytes.toLocaleString('en')} MB of memory to read, so it was not graded. ${HARMFUL}`,
    time: (file: string, seconds: number) => `${file} was not read within ${seconds} seconds, so it was not graded. ${HARMFUL}`,
    died: (file: string, reason: string) =>
      `Reading ${file} ended unexpectedly (${reason}), so it was not graded. Other files are not affected. ${HARMFUL}`,
  },
  spacing: {
    filmNotFound: 'This film is not in the open study. Go back to the library and choose another.',
    cropOnly:
      'This hip came in as a crop or a picture of one joint, so its spacing cannot be corrected here. Import the whole film instead.',
    corrected: (before: SpacingValue, spacingMm: number) =>
      `The spacing of this film was corrected from ${shortNumber(before.mm)} mm (${before.source}) to ${shortNumber(spacingMm)} mm.`,
  },
  points: {
    noHip: (side: string) =>
      `No hip was found on this image, and the points of the ${side} hip do not follow the outline of a bone. Check that the image shows a hip and that the points belong to it.`,
    noOutline: (side: string) =>
      `The points of the ${side} hip do not follow the outline of a bone on this image, and the ${side} hip was not found without them. Check that the points belong to this image.`,
    otherSide: (side: string) =>
      `The points of the ${side} hip lie on the other hip of this image. Check whether left and right are exchanged.`,
    prosthesis: (side: string) =>
      `The ${side} hip looks like a prosthesis, which the models do not grade. Check the image before you use this grade.`,
    elsewhere: (side: string, distanceMm: number) =>
      `The points of the ${side} hip lie ${distanceMm} mm beside the hip that was found on this image. Check that they belong to this image and its spacing.`,
  },
  knee: {
    unknownFile: 'This is not a PNG, JPEG or DICOM file. Export the picture of the knee again.',
    hipRadiograph: (why: string) =>
      `This is a radiograph of hips (${why}), but the model grades knees. Choose a model that grades hips.`,
    landmarksBeside: "there is a file of a hip's landmarks beside it",
    bodyPartIs: (bodyPart: string) => `its header says ${bodyPart}`,
  },
  hipFiles: {
    malformed: 'The crops to grade are malformed. Send them again.',
    answersMalformed:
      'The answers about the crops are not those of the hips that were sent. Update both machines to the same version.',
    noCard: (path: string) => `${path} is not a model card. Name a model that has its card beside it.`,
    stopped: 'Grading was stopped.',
  },
  kneeFiles: {
    malformed: 'The pictures of knees to grade are not of the size that the model reads. Send them again.',
    answersMalformed:
      'The answers about the knees are not those of the knees that were sent. Update both machines to the same version.',
    gradesHips: (model: string) => `${model} grades hips, not knees. Choose a model of System 3.`,
  },
  model: {
    noneInstalled: (installed: readonly string[]) => `No model is installed. ${nameOneOf(installed)}`,
    unknown: (name: string, installed: readonly string[]) => `There is no model named ${name}. ${nameOneOf(installed)}`,
  },
} as const;

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function useKneeModel(): string {
  return 'To grade knees, name a knee model with --model. "osteograde models" lists the models.';
}

function nameOneOf(installed: readonly string[]): string {
  return `Installed models: ${installed.join(', ') || 'none'}. Name one of them, or the path of an .onnx file.`;
}
