// The words of the training screen.

const number = (n: number): string => n.toLocaleString('en');

/** What each system learns, in one sentence for a card. */
const SYSTEMS: Readonly<Record<string, { readonly title: string; readonly sentence: string; readonly paper: string }>> = {
  '1': {
    title: 'Weak supervision',
    sentence: 'Grades four quadrants from few graded hips and many that are only known as healthy or not.',
    paper: 'Ye: weakly supervised osteophyte grading',
  },
  '2': {
    title: 'Landmark priors',
    sentence: 'Finds osteophytes quadrant by quadrant, its attention drawn to the landmarks where they grow.',
    paper: 'Chen: landmark-guided attention',
  },
  '3': {
    title: 'Attention',
    sentence: 'Grades knees by Kellgren and Lawrence through learned masks that say where it looks.',
    paper: 'Górriz et al. 2019: attention for knee osteoarthritis',
  },
  '4': {
    title: 'Multitask grading',
    sentence: 'Grades osteophytes, joint space, sclerosis and cysts of a hip in one network.',
    paper: 'von Schacky et al. 2020: multitask hip grading',
  },
};

const OTHER = { title: 'Localisation', sentence: 'Finds hips and their landmarks on a radiograph.', paper: '' };

const STRATEGIES: Readonly<Record<string, string>> = {
  'strong-only': 'Strong hips only',
  masked: 'Masked weak hips',
  'dual-head-mil': 'Dual-head MIL',
  'pure-mil': 'Pure MIL',
  'soft-or': 'Soft-or',
  'attention-mil': 'Attention MIL',
  oracle: 'Oracle: every hip graded',
  'multi-loss': 'Multi-loss branches',
  'early-fusion': 'Early fusion',
  'one-head': 'None, the backbone alone',
};

/** What sets a preset apart from its system's others, in one sentence. */
const STRATEGY_SENTENCES: Readonly<Record<string, string>> = {
  'strong-only': 'Learns from graded hips alone: what the others are compared with.',
  masked: 'Healthy weak hips teach every quadrant grade 0; diseased ones teach the joint only.',
  'dual-head-mil': 'A diseased weak hip must show it in at least one quadrant (Noisy-OR).',
  'pure-mil': 'Weak hips teach through the quadrants alone, without a word on the joint.',
  'soft-or': 'Shares a weak positive among the quadrants, so that several learn at once.',
  'attention-mil': 'Learns which quadrant a weak positive rests on, by gated attention.',
  'multi-loss': 'Every attention branch answers and learns; masks say where it looks.',
  'early-fusion': 'The branches’ features are joined before one answer; masks say where it looks.',
  'one-head': 'Grades knees by Kellgren and Lawrence with the backbone alone, without masks.',
  oracle: 'Every hip graded: the most that weak supervision could reach.',
};

const FIGURES: Readonly<Record<string, string>> = {
  meanKappa: 'Mean kappa',
  'kappa.femur-superior': 'Femur superior',
  'kappa.femur-inferior': 'Femur inferior',
  'kappa.acetabulum-superior': 'Acetabulum superior',
  'kappa.acetabulum-inferior': 'Acetabulum inferior',
  globalAuc: 'Global AUC',
  peakInZone: 'Peak in zone',
  accuracy: 'Accuracy',
  kappa: 'Kappa',
  quadraticKappa: 'Kappa (quadratic)',
};

export const trainingText = {
  title: 'Train',
  lead: 'Fine-tune a model in this study. Training runs on this machine; you can close the window meanwhile.',
  noStudy: 'No study open',
  noStudyHelp: 'A training run belongs to a study. Open or create one in the Library first.',
  presets: 'Presets',
  noPresets: 'No recipe was found. Run "npm run setup" again, or put a recipe into the folder recipes beside your studies.',
  system: (system: number | null) => (system === null ? OTHER : (SYSTEMS[String(system)] ?? OTHER)),
  sentence: (system: string, strategy: string | null) => (strategy === null ? system : (STRATEGY_SENTENCES[strategy] ?? system)),
  cardTitle: (title: string, strategy: string | null) =>
    strategy === null
      ? title
      : `${title}: ${(STRATEGIES[strategy] ?? strategy).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}`,
  unusable: 'Cannot be used',
  dataFilter: 'Learns from',
  dataKinds: { all: 'Everything', study: 'This study', phantom: 'Synthetic hips', 'class-folder': 'Folders' },
  noneOfKind: 'No preset learns from this. Choose another kind of data.',
  dataFolder: 'Folder of the pictures',
  dataFolderHelp: 'On the machine that runs Osteograde. It holds train and val, each with one folder a grade.',
  weights: 'Starting weights',
  weightsHelp: 'Optional, on the machine that runs Osteograde: a file of PyTorch, safetensors or ONNX that fits the network.',
  facts: {
    network: 'Network',
    epochs: 'Epochs',
    batch: 'Batch',
    pictures: 'Pictures',
    data: 'Data',
    precision: 'Precision',
    sizes: (sizes: readonly number[]) => `${sizes.join(', then ')} px`,
    dataKinds: { phantom: 'Synthetic cohort', study: 'This study', 'class-folder': 'A folder of classes' } as Readonly<
      Record<string, string>
    >,
  },
  preflight: {
    title: 'Before the start',
    checking: 'Looking at engine, memory, data and labels…',
    choose: 'Choose a preset to see whether it can start here.',
    names: {
      recipe: 'Recipe',
      engine: 'Engine',
      memory: 'Memory',
      disk: 'Disk',
      weights: 'Starting weights',
      data: 'Data',
      labels: 'Labels',
      split: 'Split',
      'other-run': 'Other run',
    },
    levels: { ok: 'well', warning: 'warning', blocks: 'blocks the start' },
    start: 'Start training',
    again: 'Check again',
    blocked: (n: number) => (n === 1 ? 'One point must be put right first.' : `${n} points must be put right first.`),
  },
  command: {
    start: 'Start training',
    pause: 'Pause training',
    stop: 'Stop and keep',
    resume: 'Go on with training',
    extend: 'Extend by epochs',
    back: 'All runs',
    use: 'Use this run',
  },
  states: { running: 'Training', paused: 'Paused', stopped: 'Stopped, kept', finished: 'Finished', failed: 'Failed' },
  runs: {
    title: 'Runs',
    list: 'Training runs',
    none: 'No run yet. Choose a preset above and start it; its figures appear here.',
    columns: { run: 'Run', state: 'State', epochs: 'Epochs', started: 'Started', model: 'Model' },
    best: 'best',
    last: 'last',
    loss: 'Loss',
    differences: 'Only settings that differ between the runs are shown.',
    open: (name: string) => `Open run ${name}`,
  },
  run: {
    live: 'Training now',
    open: 'Watch',
    unknown: 'This run is not in the open study.',
    stages: {
      starting: 'Starting',
      data: 'Preparing pictures',
      training: 'Training',
      measuring: 'Measuring on test hips',
      ended: 'Ended',
    },
    epoch: 'Epoch',
    step: 'Step',
    ofTotal: (done: number, total: number) => `${number(done)} of ${number(total)}`,
    throughput: 'Throughput',
    perSecond: (n: number) => `${n < 10 ? n.toFixed(1) : Math.round(n)} pictures/s`,
    remaining: 'Remaining',
    elapsed: 'Elapsed',
    memory: 'Memory',
    memoryOf: (used: number, total: number) => `${(used / 1e9).toFixed(1)} of ${(total / 1e9).toFixed(1)} GB`,
    engine: 'Engine',
    stepLoss: 'Loss now',
    notYet: '–',
    log: 'Log',
    logEmpty: 'Nothing yet.',
    checkpoints: 'Kept epochs',
    kept: 'Checkpoint',
    checkpointsLead: 'A checkpoint becomes a model for grading once its answers equal the trainer’s on real crops.',
    checkpoint: (name: string) =>
      ({ last: 'Last', 'best-kappa': 'Best mean kappa', 'best-loss': 'Lowest loss' })[name] ?? name.replace(/^best-/, 'Best '),
    use: 'Use this run',
    exportName: (name: string) => `Use this run: ${name}`,
    using: 'Exporting and checking…',
    used: (name: string, difference: number) =>
      `${name} can now be chosen in Settings and in predict. Largest difference from the trainer: ${difference.toExponential(1)}.`,
    usedForKnees: (name: string, difference: number) =>
      `${name} grades pictures of knees: name it in predict. Largest difference from the trainer: ${difference.toExponential(1)}.`,
    inUse: (name: string) => `Model ${name}`,
    extendBy: 'More epochs',
    extend: 'Extend',
    extendNote: (schedule: string, rate: string) =>
      schedule === 'one-cycle' || schedule === 'cosine'
        ? `Added epochs run the ${schedule} schedule anew, at a tenth of the rate of ${rate}.`
        : `Added epochs go on at the rate that the run has reached.`,
    paused: 'Goes on where it was paused, also after the program was closed.',
    noEpochs: 'The first epoch is not finished yet. Curves appear with it.',
    nothingFinished: 'No epoch was finished.',
  },
  chart: {
    loss: 'Loss',
    train: 'Train',
    validation: 'Validation',
    agreement: 'Agreement on validation hips',
    figures: 'Figures on validation hips',
    epoch: 'Epoch',
    best: 'best',
    figure: (name: string) => FIGURES[name] ?? name,
    summary: (title: string, parts: readonly string[]) => `${title} by epoch. ${parts.join('. ')}.`,
    point: (name: string, value: string, epoch: number) => `${name} ${value} at epoch ${epoch}`,
    size: (pixels: number) => `${pixels} px`,
  },
  duration: (milliseconds: number) => {
    const seconds = Math.round(milliseconds / 1000);
    if (seconds < 60) return `${seconds} s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
    return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
  },
} as const;
