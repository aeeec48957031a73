// What a person reads about an import: its stages, and what is wrong with a film.

export const importText = {
  stage: {
    checking: 'Checking the files',
    radiographs: 'Importing radiographs',
    crops: 'Importing crops',
  },
  film: {
    pointsAlone: 'These are points without a radiograph. Choose the radiographs; points beside them are found automatically.',
    noLandmarks: (image: string) =>
      `${image} has no landmarks. A BoneFinder file of 160 points was expected beside it, such as ${image}.pts. Put it there, or choose its folder, and try again.`,
    /** As the study stores it, where no file may be named. */
    noLandmarksInStudy:
      'This radiograph has no landmarks. Put its BoneFinder file of 160 points beside the radiograph, or choose its folder, and import again.',
    ofHip: (side: string, message: string) => `${side === 'left' ? 'Left' : 'Right'} hip: ${message}`,
    theFile: 'the file',
    noSpacing: (image: string) =>
      `${image} is a picture without a pixel spacing. Enter the pixel spacing in millimetres, or put landmarks beside the picture.`,
    singleGrey: 'The picture shows a single grey value instead of a joint. Leave it out.',
  },
} as const;
