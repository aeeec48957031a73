// The text of the training screen.

import { formatNumber } from './count.ts';

/** What each system learns, in one sentence for a card. */
const SYSTEMS: Readonly<Record<string, { readonly title: string; readonly sentence: string; readonly paper: string }>> = {
  '1': {
    title: 'Weak supervision',
    sentence: 'Grades four quadrants. Learns from a few graded hips and many labelled only as healthy or diseased.',
    paper: 'Ye: weakly supervised osteophyte grading',
  },
  '2': {
    title: 'Landmark priors',
    sentence: 'Finds osteophytes in each quadrant, guided by the landmarks where they grow.',
    paper: 'Chen: landmark-guided attention',
  },
  '3': {
    title: 'Attention',
    sentence: 'Grades knees by Kellgren and Lawrence. Learned masks show where it looks.',
    paper: 'Górriz et al. 2019: attention for knee osteoarthritis',
  },
  '4': {
    title: 'Multitask grading',
    sentence: 'Grades osteophytes, joint-space narrowing, sclerosis and cysts of a hip with one network.',
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
  oracle: 'Oracle, every hip graded',
  'multi-loss': 'Multi-loss branches',
  'early-fusion': 'Early fusion',
  'one-head': 'Backbone alone',
};

/** How a preset differs from the others of its system, in one sentence. */
const STRATEGY_SENTENCES: Readonly<Record<string, string>> = {
  'strong-only': 'Learns from graded hips alone. The baseline for the others.',
  masked: 'Healthy weak hips teach grade 0 in every quadrant. Diseased ones teach the joint only.',
  'dual-head-mil': 'A diseased weak hip must have an osteophyte in at least one quadrant (noisy-OR).',
  'pure-mil': 'Weak hips teach only through the quadrants, without a loss on the joint.',
  'soft-or': 'Shares a weak positive label among the quadrants, so several learn at once.',
  'attention-mil': 'Learns by gated attention which quadrant explains a weak positive label.',
  'multi-loss': 'Every attention branch gives an answer and has a loss. Masks show where it looks.',
  'early-fusion': 'Joins the features of all branches for one answer. Masks show where it looks.',
  'one-head': 'Grades knees by Kellgren and Lawrence with the backbone alone, without masks.',
  oracle: 'Every hip is graded. Shows the best that weak supervision could reach.',
};

const FIGURES: Readonly<Record<string, string>> = {
  meanKappa: 'Mean kappa',
  'kappa.femur-superior': 'Femur superior',
  'kappa.femur-inferior': 'Femur inferior',
  'kappa.acetabulum-superior': 'Acetabulum superior',
  'kappa.acetabulum-inferior': 'Acetabulum inferior',
  globalAuc: 'Global AUC',
  globalAccuracy: 'Global accuracy',
  peakInZone: 'Peak in zone',
  accuracy: 'Accuracy',
  kappa: 'Kappa',
  quadraticKappa: 'Kappa (quadratic)',
};

export const trainingText = {
  title: 'Train',
  lead: 'Fine-tune a model in this study, on this machine or on a paired workstation. You can close the window meanwhile.',
  noStudy: 'No study open',
  noStudyHelp: 'A training run belongs to a study. Open or create one in the Library first.',
  presets: 'Presets',
  noPresets: 'No recipe was found. Run "npm run setup" again, or put a recipe into the recipes folder beside your studies.',
  system: (system: number | null) => (system === null ? OTHER : (SYSTEMS[String(system)] ?? OTHER)),
  sentence: (system: string, strategy: string | null) => (strategy === null ? system : (STRATEGY_SENTENCES[strategy] ?? system)),
  cardTitle: (title: string, strategy: string | null) =>
    strategy === null
      ? title
      : `${title}: ${(STRATEGIES[strategy] ?? strategy).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}`,
  unusable: 'Cannot be used',
  groups: {
    study: 'Trained on this study',
    phantom: 'Trained on synthetic hips',
    'class-folder': 'Trained on folders of pictures',
    other: 'Other recipes',
  },
  groupHelp: {
    study: 'Learns from the hips, readings and labels of this study, under its split.',
    phantom: 'Draws its own hips. Needs no data of this study.',
    'class-folder': 'Grades knees. Learns from a folder of pictures per grade on the machine that runs Osteograde.',
    other: 'Recipes that say nothing of their data.',
  },
  form: {
    name: 'Name of the run',
    epochs: 'Epochs',
    batch: 'Batch',
    learningRate: 'Rate',
    seed: 'Seed',
    start: 'Start from',
    fromModel: (name: string) => `the model ${name}`,
    random: 'random weights',
    file: 'a file of weights',
    emptyGrades: 'Train even if a grade has no example',
    emptyGradesHelp: 'The model will never give that grade.',
    wrong: 'A field holds something that cannot be trained with. Names have lower-case letters, digits and hyphens.',
  },
  confusion: {
    title: 'Confusion matrix of the validation hips',
    quadrant: 'Quadrant',
    all: 'All four',
    epoch: (epoch: number) => `Epoch ${epoch}`,
    corner: 'Truth \\ model',
    cell: (truth: number, given: number, hips: number) => `Grade ${truth}, graded ${given} by the model: ${hips}`,
  },
  dataFilter: 'Learns from',
  dataKinds: { all: 'Everything', study: 'This study', phantom: 'Synthetic hips', 'class-folder': 'Folders' },
  noneOfKind: 'No preset learns from this kind of data. Choose another kind.',
  dataFolder: 'Image folder',
  dataFolderHelp: 'On the machine that runs Osteograde. It contains train and val, each with one folder per grade.',
  weights: 'Starting weights',
  weightsHelp: 'Optional. A PyTorch, safetensors or ONNX file that fits the network, on the machine that runs Osteograde.',
  place: {
    label: 'Train on',
    export: 'Make the model on',
    here: 'This machine',
    none: 'Pair a workstation with a GPU under Settings > Workstations to train there.',
    on: (name: string) => `on ${name}`,
  },
  exports: (name: string) =>
    `Leaves this machine for ${name}: the recipe, one checkpoint, the figures of the run, and at most eight crops to check the model. Recorded in the audit trail.`,
  facts: {
    network: 'Network',
    epochs: 'Epochs',
    batch: 'Batch',
    imageSize: 'Image size',
    data: 'Data',
    starts: { scratch: 'from scratch', weights: 'from ImageNet weights' },
    precision: 'Precision',
    sizes: (sizes: readonly number[]) => `${sizes.join(', then ')} px`,
    dataKinds: { phantom: 'Synthetic cohort', study: 'This study', 'class-folder': 'Folder per class' } as Readonly<
      Record<string, string>
    >,
  },
  preflight: {
    title: 'Checks before training',
    checking: 'Checking engine, memory, data and labels…',
    choose: 'Choose a preset to see whether it can start here.',
    names: {
      recipe: 'Recipe',
      engine: 'Engine',
      time: 'Time',
      memory: 'Memory',
      disk: 'Disk',
      weights: 'Starting weights',
      data: 'Data',
      labels: 'Labels',
      split: 'Split',
      'other-run': 'Other run',
      workstation: 'Workstation',
    },
    levels: { ok: 'OK', warning: 'warning', blocks: 'blocks the start' },
    again: 'Check again',
    blocking: 'What blocks the start',
    blocked: (n: number) => (n === 1 ? 'Fix one problem first.' : `Fix ${n} problems first.`),
  },
  command: {
    start: 'Start training',
    pause: 'Pause training',
    stop: 'Stop and keep results',
    resume: 'Resume training',
    back: 'All runs',
  },
  stopAsk: {
    title: 'Stop training?',
    lead: 'The run ends now and keeps its checkpoints. It can be extended later. To continue exactly where it is, pause it instead.',
    act: 'Stop and keep results',
  },
  states: { running: 'Training', paused: 'Paused', stopped: 'Stopped', finished: 'Finished', failed: 'Failed' },
  runs: {
    title: 'Runs',
    list: 'Training runs',
    none: 'No runs yet. Choose a preset above and start it. Its results appear here.',
    columns: { run: 'Run', state: 'State', epochs: 'Epochs', started: 'Started', model: 'Model' },
    best: 'best',
    last: 'last',
    loss: 'Loss',
    overlay: 'Runs compared',
    overlayMost: (most: number) => `At most ${most} runs are drawn. Clear one to draw another.`,
    validationLoss: 'Validation loss',
    differences: 'Only settings that differ between the runs are shown.',
    open: (name: string) => `Open run ${name}`,
  },
  run: {
    live: 'Training now',
    open: 'Watch',
    stages: {
      starting: 'Starting',
      data: 'Preparing images',
      sending: 'Sending data to the workstation',
      training: 'Training',
      measuring: 'Evaluating on test hips',
      ended: 'Ended',
    },
    epoch: 'Epoch',
    ofTotal: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)}`,
    throughput: 'Throughput',
    perSecond: (n: number) => `${n < 10 ? n.toFixed(1) : Math.round(n)} images/s`,
    remaining: 'Remaining',
    elapsed: 'Elapsed',
    memory: 'Memory',
    memoryOf: (used: number, total: number) => `${(used / 1e9).toFixed(1)} of ${(total / 1e9).toFixed(1)} GB`,
    engine: 'Engine',
    stepLoss: 'Current loss',
    notYet: '–',
    log: 'Log',
    logEmpty: 'No entries yet.',
    checkpoints: 'Saved epochs',
    kept: 'Checkpoint',
    checkpointsLead: 'A checkpoint becomes a grading model once its outputs match the trainer’s on real crops.',
    checkpoint: (name: string) =>
      ({ last: 'Last', 'best-kappa': 'Best mean kappa', 'best-loss': 'Lowest loss' })[name] ?? name.replace(/^best-/, 'Best '),
    use: 'Use this run',
    exportName: (name: string) => `Use this run: ${name}`,
    using: 'Exporting and checking…',
    used: (name: string, difference: number) =>
      `${name} can now be chosen in Settings and with osteograde predict --model. Largest difference from the trainer: ${difference.toExponential(1)}.`,
    usedForKnees: (name: string, difference: number) =>
      `${name} grades knee radiographs with osteograde predict --model. Largest difference from the trainer: ${difference.toExponential(1)}.`,
    inUse: (name: string) => `Model ${name}`,
    extendBy: 'More epochs',
    extend: 'Extend',
    extendNote: (schedule: string, rate: string) =>
      schedule === 'one-cycle' || schedule === 'cosine'
        ? `The added epochs repeat the ${schedule} schedule at a tenth of the learning rate ${rate}.`
        : 'The added epochs continue at the learning rate that the run has reached.',
    paused: 'Resumes where it was paused, even after the program was closed.',
    noEpochs: 'The first epoch is still running. Curves appear when it ends.',
    nothingFinished: 'No epoch was finished.',
  },
  chart: {
    loss: 'Loss',
    train: 'Train',
    validation: 'Validation',
    agreement: 'Agreement on validation hips',
    epoch: 'Epoch',
    best: 'best',
    missing: (names: readonly string[]) => `No kappa for ${names.join(', ')}: all its validation hips show one grade.`,
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
