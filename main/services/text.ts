// The text of this room: refusals, failures, the stages of jobs and the lines of a run's log.

export const servicesText = {
  program: {
    unexpected: 'An unexpected error occurred in the program. The log has the details.',
    notFound: 'Not found',
  },
  bytes: {
    readOnly: 'This address can only be read.',
    pictureNotPlanned: 'This picture does not belong to a current import plan.',
    notInStudy: 'The open study does not hold this file.',
    longestEdge: 'The longer edge must be 16 to 32768 pixels long.',
    unknownHeatmap: 'This answer or score does not exist.',
    sendWithPut: 'Send files with PUT.',
    uploadIncomplete: 'Name an upload and a file, and send the content.',
  },
  reading: {
    nothingToAccept: 'No model has graded the quadrants of this hip, so there is nothing to accept.',
    accepted: (model: string) => `Accepted from ${model}`,
  },
  changes: {
    overtaken: 'Another change came in between. Look at it, then undo again.',
  },
  job: {
    starting: 'Starting',
    unexpected: 'An error in the program ended the work. What was finished is kept. The log has the details.',
    stopped: 'Stopped. What was finished is kept. Start it again to continue.',
    interrupted: 'The program ended while this job was running. What was finished is kept. Start it again to continue.',
    messageWithheld: 'Why this job failed was stored beside the key table of the study, which is not here.',
    /** Stands for the file in a sentence about the disk on which a job writes. */
    study: 'the study',
    forgotten: 'This job is no longer remembered. Its results are in the study.',
  },
  study: {
    notOpen: 'This study is no longer open here, so nothing was changed. Open it again, then repeat this step.',
    readOnly: 'This study is open for reading only, so nothing was changed. Copy it to a folder of your own to work on it.',
    closeBusy: 'A job is still running in this study. Wait until it ends, or stop it. Then close the study.',
    callsRunning: 'This study is still answering its pages. Wait a moment, then close the study again.',
    shuttingDown: 'The program is closing, so nothing was opened. Start it again, then open the study.',
    hipNotFound: 'This hip is not in the open study. Go back to the library and choose another.',
    kneeNotFound: 'This knee is not in the open study. Go back to the list and choose another one.',
    measurementNotFound: 'This measurement is not on this hip. Reload the page to see what is there.',
    drawing: 'Drawing synthetic radiographs',
    leftOut: (names: readonly string[]) =>
      `${names.length} ${names.length === 1 ? 'file holds' : 'files hold'} nothing to import and stayed out: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ' and others' : ''}. The preview of the import gives the reasons.`,
    importBusy: 'An import is already running in this study. Wait until it ends, or stop it.',
    uploadTooLarge: (bytes: number) =>
      `A file that is sent may have at most ${Math.floor(bytes / 1024 ** 2)} MB. Copy it to the workstation's machine and import it from there.`,
    uploadDiskFull:
      "The workstation's disk has too little free space for this file and its import. Free some space, or send fewer files at once.",
    uploadNameUnusable:
      'The file cannot be stored under this name: it is too long, or another file or folder of the upload has it. Rename the file, then send it again.',
    unsafeUploadName:
      'The name of an uploaded file must stay within its folder and must not start with a dot. Rename the file, then send it again.',
  },
  deidentification: {
    fileInOutputFolder: 'The file is in the folder for the copies. Choose another folder.',
    notAKeyTable: 'This file is not a key table of Osteograde. Choose another file, or name a new one.',
  },
  grading: {
    busy: 'Hips are already being graded in this study. Wait until that ends, or stop it.',
    stage: 'Grading hips',
    saidThere: (workstation: string, words: string) => `${workstation}: ${words}`,
    noWebGpuThere: 'A workstation grades on its processor or with CUDA.',
    noModel: 'No model is installed. Put one into resources/models, then start again.',
    modelNotInstalled: 'This model is no longer installed.',
    weakModel: (name: string, kappa: number) =>
      `${name} agrees hardly better than chance with its validation readings (mean kappa ${kappa.toFixed(2)}). Confirm that you want to use it all the same.`,
    chosenModelNotInstalled: 'This model is no longer installed. Choose another one.',
    noKneeModel:
      'No model for knees is installed, so no knee was graded. Put one into resources/models, then grade the knees again.',
    knees: 'knees',
    hipRemoved: 'This hip is no longer in the open study.',
    unknownHip: 'hip',
  },
  oneHip: {
    title: (hip: string) => `Evidence of each model for presence (grade 1 and above) in ${hip}; left hips mirrored`,
    grade: (grade: number) => `grade ${grade}`,
    presence: (present: boolean, probability: number) => `${present ? 'present' : 'absent'} (${Math.round(probability * 100)}%)`,
    unknown: (named: string, example: string) =>
      `The study has no hip ${named} with a crop. Name a hip by its subject, visit and side${example === '' ? '' : `, such as ${example}`}.`,
    noCrop: (named: string) => `The hip ${named} has no crop, so no model can grade it. Choose another hip.`,
  },
  report: {
    busy: 'A report is already being written in this study. Wait until it ends, or stop it.',
    gathering: 'Gathering hips',
    writing: 'Writing the report',
    stopped: 'The report was stopped. Nothing was written.',
    noGradedHip: 'These hips cannot be reported, because no model has graded them. Grade them first, then export.',
    nothingGraded: 'No hip could be graded, so there is nothing to report.',
    hipNotInStudy: 'This hip is not in the open study.',
    noCrop: 'This hip has no crop.',
    ofKnee: 'This is a knee, and the report is on hips. Choose only knees for a report on knees.',
    noGradedKnee: 'These knees cannot be reported, because no model has graded them. Grade them first, then export.',
    notGraded: 'No model has graded this hip. Grade it first, then export.',
    differentModels: 'This hip and the first hip of the report were graded by different models. Grade both with the same model.',
    modelNotInstalled:
      'The model that graded these hips is no longer installed, so its card cannot be printed. Grade the hips with an installed model.',
  },
  experiment: {
    removed: 'This experiment no longer exists. Choose another one.',
    otherName: (file: string, name: string) =>
      `The file ${file}.json holds an experiment named ${name}. Give both the same name, then open it again.`,
    missing: {
      pictures: 'This experiment learns from pictures in class folders. Name the folder that contains them, then run it again.',
      testPictures:
        'This experiment is measured on pictures of a folder test beside train and val, which the named folder does not contain. Add it, or set heldOut in the recipe: then a share of train chooses the epochs, and val measures.',
    },
    preparing: 'Reading the data',
    ended: 'Every run was tried',
    run: ({ place, of, label }: { readonly place: number; readonly of: number; readonly label: string }) =>
      `Run ${place} of ${of}${label === '' ? '' : ` (${label})`}`,
  },
  knee: {
    grade: (grade: number) => `Kellgren-Lawrence grade ${grade}`,
    expectedGrade: (grade: number, milliseconds: number) => `expected grade ${grade.toFixed(2)}, ${milliseconds.toFixed(0)} ms`,
    warning: (message: string) => `Warning: ${message}`,
    gradedBy: (model: string, notice: string) => `Graded by ${model}. ${notice}.`,
  },
  training: {
    busy: 'Another training run is in progress. Pause it or wait until it ends, then start this one.',
    recipeRemoved: 'This recipe no longer exists. Choose another preset.',
    unexpected: 'An error in the program ended the training. Its finished epochs are kept. The log has the details.',
    stage: 'Training',
    preparing: 'Preparing images',
    exporting: 'Writing and checking the model',
    epoch: (epoch: number, epochs: number) => `Training, epoch ${epoch} of ${epochs}`,
    resumes: (epoch: number) => `Resumes from epoch ${epoch}`,
    sends: 'Sending data',
    workstation: {
      ready: ({ name, version, before }: { readonly name: string; readonly version: string; readonly before: number }) =>
        before === 0
          ? `${name} is ready, with Osteograde ${version}.`
          : `${name} can be reached, with Osteograde ${version}. ${before} ${before === 1 ? 'run is' : 'runs are'} there already, so this one waits for its turn.`,
      onProcessor: (ready: string) => `${ready} It has no GPU that its engine can use, so it trains on its processor.`,
      otherVersion: (name: string, version: string, own: string) =>
        `${name} runs Osteograde ${version} and this machine ${own}. The model can differ from one that is trained here.`,
    },
    starts: (runId: string) => `Starts run ${runId}`,
    ending: { paused: 'Paused', stopped: 'Stopped and kept', finished: 'Finished', failed: 'Failed' },
    endingBecause: (ending: string, reason: string) => `${ending}: ${reason}`,
  },
} as const;
