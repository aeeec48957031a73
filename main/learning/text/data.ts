// The sentences about training data: where they are, and why they cannot be used.

export const dataText = {
  inFile: (file: string, reason: string) => `${file}: ${reason}`,
  stopped: {
    reading: 'The training was stopped while its images were being read.',
    rendering: 'The training was stopped while its phantoms were being rendered.',
  },
  bundle: {
    malformed: 'The data sent for this run are incomplete or changed. Start the run again, so that they are sent again.',
  },
  classFolders: {
    notNamed: 'This recipe learns from class folders. Name their folder with --data.',
    partMissing: (folder: string, part: string) => `${folder} has no folder ${part}. ${EXPECTED_FOLDERS}`,
    noGradeInPath: (path: string) => `The path ${path} gives no grade. ${EXPECTED_FOLDERS}`,
    empty: (folder: string) => `${folder} has no images in class folders. ${EXPECTED_FOLDERS}`,
    partAndTest: (part: string) => `the folders ${part} and test`,
  },
  realFilms: {
    notNamed: 'This recipe learns from real films. Name their folder with --data.',
    notFound: (folder: string) =>
      `${folder} holds no heads.csv. Name the folder with pelvis/heads.csv, pelvis/images and pelvis/no-hip.`,
    badLine: (line: number) =>
      `Line ${line} of heads.csv cannot be read. Expected: file, side, visible, x, y and radius. Correct the line.`,
    noFold: (fold: number, of: number) => `There is no fold ${fold} of ${of}. Choose 0 to ${of - 1}.`,
  },
  study: {
    notNamed: 'This recipe learns from a study. Name its folder with --study.',
    notAStudy: (folder: string) => `${folder} is not a study. Name a folder that contains study.sqlite.`,
    noSplit: 'The study has no split in force. Make one in the Library, or name one in the recipe.',
    unknownSplit: (split: string) => `The study has no split named ${split}. Choose one of its splits.`,
  },
  labels: {
    hipOutOfRange: (
      { subject, visit, side }: { readonly subject: string; readonly visit: string; readonly side: string },
      label: string,
      { value, highest }: { readonly value: number; readonly highest: number },
    ) =>
      `The label ${label} of ${subject} ${visit} ${side} is ${value}; 0 to ${highest} was expected. Correct the label table and import it again.`,
    outOfRange: (label: string, { value, highest }: { readonly value: number; readonly highest: number }) =>
      `The label ${label} reaches ${value}; 0 to ${highest} was expected. Correct the labels.`,
  },
  /** What no training hip or picture shows. */
  missing: {
    grade: (grade: number, label: string) => missing(`training picture has grade ${grade} of ${inWords(label)}`, 'Add some'),
    gradeWithinBudget: (grade: number, quadrant: string, strong: number) =>
      missing(
        `training picture within the budget of ${strong} strong hips has grade ${grade} of ${inWords(quadrant)}`,
        'Raise the budget',
      ),
    osteophyte: (quadrant: string) => missing(`training hip has an osteophyte at ${inWords(quadrant)}`, 'Add some'),
    absence: (quadrant: string) => missing(`training hip is labelled as free of osteophytes at ${inWords(quadrant)}`, 'Add some'),
    landmarks: (without: number, hips: number) =>
      `${without} of ${hips} training hips ${without === 1 ? 'has' : 'have'} no landmarks, but the recipe has a landmark prior. Add landmarks, or set the weight of the prior to 0.`,
  },
} as const;

const EXPECTED_FOLDERS =
  'Expected: folders train and val, each with the folders 0 to 4, whose files have names like 9001695L.png. Rename or remove other files.';

/** A quadrant, a finding or the grade of knees as the screens write it. */
function inWords(label: string): string {
  return WORDS[label] ?? label.replaceAll('-', ' ');
}

const WORDS: Readonly<Record<string, string>> = {
  kl: 'Kellgren and Lawrence',
  'joint-space-narrowing': 'joint-space narrowing',
};

function missing(example: string, remedy: string): string {
  return `No ${example}, so the model cannot learn it. ${remedy}, or allow it: "emptyGrades": "allowed" in the recipe, which the form of the Train screen can set.`;
}
