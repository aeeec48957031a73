// The sentences about finding and grading joints, and about choosing a model for them.

export const gradingText = {
  findingHips: 'Finding hips',
  hip: {
    prosthesis: (side: string, image: string) =>
      `The ${side} hip of ${image} looks like a prosthesis, which is not graded. If it is not a prosthesis, supply its landmarks.`,
    notFound: (side: string, image: string) =>
      `No ${side} hip was found on ${image}. If the film shows this hip from the front, supply its landmarks as a BoneFinder file.`,
    pictureFile: `This is a PNG or JPEG picture, but hip models read DICOM radiographs. Supply the DICOM file. ${useKneeModel()}`,
    kneeRadiograph: `According to its header this radiograph shows a knee, but the model grades hips. ${useKneeModel()}`,
  },
  knee: {
    unknownFile: 'This is not a PNG, JPEG or DICOM file. Export the picture of the knee again.',
    hipRadiograph: (why: string) =>
      `This is a radiograph of hips (${why}), but the model grades knees. Choose a model that grades hips.`,
    landmarksBeside: "there is a file of a hip's landmarks beside it",
    bodyPartIs: (bodyPart: string) => `its header says ${bodyPart}`,
  },
  model: {
    noneInstalled: (installed: readonly string[]) => `No model is installed. ${nameOneOf(installed)}`,
    unknown: (name: string, installed: readonly string[]) => `There is no model named ${name}. ${nameOneOf(installed)}`,
  },
} as const;

function useKneeModel(): string {
  return 'To grade knees, name a knee model with --model. "osteograde models" lists the models.';
}

function nameOneOf(installed: readonly string[]): string {
  return `Installed models: ${installed.join(', ') || 'none'}. Name one of them, or the path of an .onnx file.`;
}
