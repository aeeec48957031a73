// What a person reads about an import: its stages, and what is wrong with a film.

export const importText = {
  stage: {
    checking: 'Checking the files',
    radiographs: 'Importing radiographs',
    crops: 'Importing crops',
  },
  points: {
    noImage: (name: string) =>
      `The points in ${name} fit no image: none has its name. Put them beside their image, such as film.dcm.pts beside film.dcm.`,
    severalImages: (name: string) =>
      `The points in ${name} were not used, because several images have their name. Put each beside its own points.`,
    otherPoints: (name: string) => `The points in ${name} were not used, because their image has other points that come first.`,
  },
  film: {
    none: 'No radiograph was found here. Choose the folder that holds the radiographs.',
    table: (name: string) => `${name} is a table, not a radiograph. An import reads it.`,
    cohortFile: (name: string) =>
      `${name} is a cohort file, which only an import reads. Import it into a study and grade it there.`,
    pointsAlone: 'These are points without a radiograph. Choose the radiographs; points beside them are found automatically.',
    noLandmarks: (image: string) =>
      `${image} has no landmarks. A BoneFinder file of 160 points was expected beside it, such as ${image}.pts. Put it there, or choose its folder, and try again.`,
    /** As the study stores it, where no file may be named. */
    noLandmarksInStudy:
      'This radiograph has no landmarks. Put its BoneFinder file of 160 points beside the radiograph, or choose its folder, and import again.',
    ofHip: (side: string, message: string) => `${side === 'left' ? 'Left' : 'Right'} hip: ${message}`,
    turnedOtherwise:
      'The study has this film as it is stored, mirrored or turned, from an earlier version of Osteograde. Its sides may be wrong. Import the film into a new study.',
    otherSide: (named: string, shown: string) =>
      `The file names the ${named} side (ImageLaterality or Laterality), but the film shows a ${shown} hip only. The film may be stored mirrored, or the side may be wrong. Compare the film with its side marker, correct the file, and import it again.`,
    letterMirrored: (letter: string) =>
      `The side letter ${letter} on the film reads mirrored, so the film seems to be stored mirrored. Compare the case with the original film.`,
    letterBesideOther: (letter: string) =>
      `The side letter ${letter} on the film stands beside the hip that was taken for the ${letter === 'R' ? 'left' : 'right'} one. The film may be stored mirrored, or the letter may be wrong. Compare the case with the original film.`,
    noLandmarksOfSide: (side: string) =>
      `The points of this radiograph hold only the other hip, so the ${side} hip has no landmarks. Put its points beside the radiograph, and import again.`,
    theFile: 'the file',
    spacingKept: (keptMm: number, enteredMm: number) =>
      `The study already has this film with a pixel spacing of ${Number(keptMm.toPrecision(4))} mm, which was kept. To change it to ${enteredMm} mm, correct it in the film's case.`,
    noSpacing: (image: string) =>
      `${image} is a picture without a pixel spacing. Enter the pixel spacing in millimetres, or put landmarks beside the picture.`,
    kneeWithoutSide:
      'The film shows a knee, but names no side (ImageLaterality or Laterality) and is too narrow to show both knees. Correct the file, and import it again.',
    singleGrey: 'The picture shows a single grey value instead of a joint. Leave it out.',
  },
} as const;
