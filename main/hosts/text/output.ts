// What the commands print: results, progress and failures.

import type { AnswerRule } from '../../domain/ordinal-answer.ts';
import type { WorkstationEngine } from '../../domain/training/workstation.ts';
import type { Claim } from '../../experiment/report/claims.ts';
import { reportText } from '../../experiment/report/text.ts';
import type { AddedFamiliarity } from '../../learning/familiarity/add-familiarity.ts';

interface ReportedExperiment {
  readonly name: string;
  readonly finished: number;
  readonly planned: number;
  readonly claims: readonly Claim[];
  readonly out: string;
}

interface ExperimentState {
  readonly hash: string;
  readonly label: string;
  readonly state: string;
  readonly epochs: number;
  readonly planned: number;
  readonly failure: { readonly message: string } | null;
  readonly figure: { readonly name: string; readonly value: number } | null;
  readonly workstation: string | null;
}

export const outputText = {
  shared: {
    theOutput: 'the output of this command',
    namesNotStored:
      'The key table keys.sqlite cannot be written in the home folder of Osteograde, so these pseudonyms hold for this run only. Make the folder writable, or print the numbers with --keep-identifiers.',
    stopped: 'Stopped. The remaining files were not graded. Run the command on them again to grade them.',
    interval: (value: number, low: number, high: number) =>
      `${value.toFixed(3)}  (95% interval ${low.toFixed(3)} to ${high.toFixed(3)})`,
    milliseconds: (milliseconds: number) => `${milliseconds.toFixed(0)} ms`,
  },
  closing: {
    refused: (names: readonly string[], count: number) =>
      `Not taken: ${names.join(', ')}${count > names.length ? ` and ${count - names.length} more` : ''}.`,
    leftOut: (sentence: string) => `Left out: ${sentence}`,
    moreLeftOut: (count: number) => `${count} more files were left out. --save-problems writes the whole list.`,
    nothing: 'Nothing came in. Choose the files or the folder that hold the radiographs.',
  },
  hip: {
    side: (side: string) => `${side} hip`,
    pointsFound: 'points found by the model',
    spacingEstimated: (spacingMm: number) => `spacing estimated as ${spacingMm.toFixed(3)} mm`,
    anyOsteophyte: (probability: string) => `any osteophyte ${probability}`,
    grade: (grade: number) => `grade ${grade}`,
    osteophyte: 'osteophyte',
    noOsteophyte: 'none',
    present: 'present',
    absent: 'absent',
    probability: (probability: string) => `probability ${probability}`,
    inZone: (share: string) => `in zone ${share}`,
    warning: (message: string) => `Warning: ${message}`,
  },
  inspect: {
    turn: ({ turn, stated }: { readonly turn: string; readonly stated: boolean }) =>
      `${turn} (${stated ? 'stated by PatientOrientation' : 'not stated, so taken as upright'})`,
  },
  locate: {
    hip: ({
      side,
      x,
      y,
      radius,
      radiusMm,
      probability,
      kind,
    }: {
      readonly side: string;
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly radiusMm: number | null;
      readonly probability: number;
      readonly kind: string;
    }) =>
      `${side.padEnd(5)}  centre ${x.toFixed(1)}, ${y.toFixed(1)}, radius ${radius.toFixed(1)} pixels` +
      `${radiusMm === null ? '' : ` (${radiusMm.toFixed(1)} mm)`}, ${kind}, probability ${probability.toFixed(2)}`,
    refused: (side: string, reason: string) => `${side.padEnd(5)}  not offered: ${reason}`,
  },
  predict: {
    noTable: '--csv works only with knee models. For a table of hips, use "osteograde report --format csv".',
    gradedBy: (version: string, device: string, precision: string) => `Graded by ${version} on ${device} in ${precision}.`,
    onlyHips: (model: string) =>
      `${model} grades knee images, which only the processor grades, in fp32. Omit --device and --precision.`,
    optionsOfHips: (model: string) =>
      `${model} grades knee images, which need neither --landmarks nor --spacing. Omit these options, or choose a model that grades hips.`,
  },
  report: {
    nothingNamed: 'Name the files to report on, or a study with --study.',
    unknownFormat: (word: string) => `"${word}" is not a report format. Choose pdf, json, csv or dicom-sr.`,
    namesInNumbers: (subjects: number) =>
      `The PDF prints letters in the names of ${subjects === 1 ? '1 subject' : `${subjects} subjects`} as their Unicode numbers (U+...), because no font here has them.`,
  },
  import: {
    found: ({ radiographs, crops, subjects, hips }: Readonly<Record<'radiographs' | 'crops' | 'subjects' | 'hips', number>>) =>
      `${radiographs} radiographs and ${crops} crops of ${subjects} subjects, ${hips} hips.`,
    labelsFound: (labels: number, matched: number) => `${labels} hips with labels, ${matched} of them on these radiographs.`,
    question: (question: string) => `Question to answer: ${question}`,
    replaced: (labels: number) =>
      `${labels} ${labels === 1 ? 'label' : 'labels'} of the study would change. Say why with --reason; otherwise they stay. For example:`,
    replacement: (label: string, before: string, after: string) => `  ${label}: ${before} becomes ${after}`,
    imported: (imported: number, alreadyThere: number, failed: number) =>
      `${imported} imported, ${alreadyThere} already there, ${failed} could not be read.`,
    labels: (added: number, changed: number) => `${added} labels added, ${changed} changed.`,
    stopped: 'The import was stopped. What came in is kept. Run the command again to import the rest.',
  },
  exportKey: {
    written: (subjects: number) =>
      `The key of ${subjects} ${subjects === 1 ? 'subject' : 'subjects'} was written. Whoever has this file knows the patients: keep it apart from the study.`,
  },
  exportHdf5: { written: (hips: number) => `${hips} hips written.` },
  audit: {
    severity: { blocks: 'BLOCKS TRAINING', warning: 'warning', note: 'note' },
    finding: (severity: string, sentence: string, examples: string) => `${severity}: ${sentence} ${examples}`,
    cases: (count: number, examples: string) => `${count} ${count === 1 ? 'case' : 'cases'}: ${examples}`,
    pictures: (compared: number, referenced: number) =>
      `${compared} of ${referenced} stored pictures were compared with their digest.`,
    head: (rows: number, hash: string) => `Record of changes: ${rows} rows, the last one ${hash}`,
    total: (audits: number, findings: number) => `${audits} audits, ${findings} ${findings === 1 ? 'finding' : 'findings'}.`,
  },
  restore: {
    noBackups: 'This study has no backups.',
    backup: (name: string, why: string, changes: number, hash: string) =>
      `${name}  ${why}  ${changes} changes recorded, the last one ${hash}`,
    why: { regular: 'regular', migration: 'before an update', asked: 'asked for' },
    restored: (files: string, backup: string) => `Restored ${files} from the backup ${backup}.`,
    repaired: (files: string) => `Restored ${files}. Everything before the damaged part of the journal was kept.`,
    setAside: (folder: string) => `The damaged files are in ${folder}.`,
    damagedBackups: (names: string) => `These newer backups are damaged and were not used: ${names}.`,
    nothingLost: 'Nothing was lost.',
    readingsSaved: (readings: number) =>
      `${readings} ${readings === 1 ? 'reading' : 'readings'} made after the backup could still be read and were saved again.`,
    lost: (changes: string) => `Lost, because they were made after the backup: ${changes}. Do them again.`,
    unreadable: (changes: number) => `${changes} more changes after the backup could not be read.`,
    unknownLoss: 'How many changes were made after the backup is unknown, because the damaged database cannot be read.',
    keysLost: 'Patients imported after this backup of the key table cannot be identified until their files are imported again.',
  },
  nextHips: {
    hip: (subject: string, visit: string, side: string) => `${subject}  ${visit}  ${side}`,
    noneLeft: 'Every hip of the training part is graded.',
    simulated: (strategy: string, budget: number, found: readonly number[]) =>
      `${strategy.padEnd(14)}${String(budget).padStart(6)} hips: ${found.map((hips, grade) => `${hips} of grade ${grade}`).join(', ')}`,
    trained: ({
      strategy,
      hips,
      figure,
      estimate: { value, low, high },
    }: {
      readonly strategy: string;
      readonly hips: number;
      readonly figure: string;
      readonly estimate: Readonly<Record<'value' | 'low' | 'high', number>>;
    }) =>
      `${strategy.padEnd(14)}${String(hips).padStart(6)} hips: ${figure} ${Number.isNaN(value) ? 'is not defined on so few test hips' : `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`}`,
    onTestPart:
      'The curve is measured on the test part of the study, and the study records it. If you stop grading by its advice, test the final model on other hips.',
    budgetsMissing: 'A recipe is trained on budgets. Name them, such as --simulate 50,100,200.',
    ofStrategy: (strategy: string, advice: string) => `${strategy}: ${advice}`,
    advice: ({
      advice,
      plateau,
      gainOfDoubling,
    }: {
      readonly advice: 'stop' | 'go-on';
      readonly plateau: number;
      readonly gainOfDoubling: number;
    }) =>
      `The curve levels off at ${plateau.toFixed(3)}. Twice as many hips would gain ${gainOfDoubling.toFixed(3)}: ${advice === 'stop' ? 'stop grading' : 'go on grading'}.`,
  },
  split: {
    allSubjects: 'all subjects',
    parts: (stratum: string, { train, val, test }: Readonly<Record<'train' | 'val' | 'test', number>>) =>
      `${stratum}: ${train} train, ${val} validation, ${test} test`,
    kept: (subjects: number) => `${subjects} subjects kept their part.`,
    inUse: (name: string) => `The split ${name} is now in use.`,
  },
  phantom: {
    progress: (done: number, total: number) => `Drawing radiographs ${done}/${total}`,
    written: (radiographs: number, folder: string) =>
      `${radiographs} synthetic radiographs in ${folder}. They do not show a patient.`,
  },
  evaluate: {
    gradingHip: (done: number, total: number) => `Grading hip ${done} of ${total}`,
    part: (part: string, split: string) => `part ${part} of the split ${split}`,
    notMeasured: (unlabelled: number, leftOut: number) =>
      `Not measured: ${unlabelled} hips without a label that the model answers, and ${leftOut} hips without a crop.`,
    trainPart: 'The model may have learned from this part. It looks better here than on new hips.',
    valPart: 'This part may have chosen the model. It looks better here than on new hips.',
    usedBefore: (part: string, models: readonly string[]) =>
      `The part ${part} was measured before with ${models.join(', ')}. If you choose between the models by it, its figures are too good for the one you choose.`,
    onCard: "The figures are on the model's card.",
    notKept: (why: string) => `The evaluation could not be kept in the study, so this use of the part is not recorded. ${why}`,
    folderAndStudy: 'Name a folder or --study, not both.',
    phantomsOnlyHere: 'Phantoms are drawn and graded only on this machine. Leave --on out, or name a folder or --study.',
    truthWithoutStudy: '--truth chooses between readings and labels of a study. Name the study with --study.',
    against: {
      merged: 'against readings and, where there are none, imported labels',
      readings: 'against readings alone',
      labels: 'against imported labels alone',
    },
    agreement: {
      graders: { readings: 'readings', labels: 'labels', model: 'model' },
      pair: (first: string, second: string, { hips, subjects }: Readonly<Record<'hips' | 'subjects', number>>) =>
        `agreement of ${first} and ${second}, ${hips} hips of ${subjects} subjects`,
      means: {
        meanQuadraticKappa: '  mean kappa',
        meanLinearKappa: '  mean linear kappa',
        meanUnweightedKappa: '  mean unweighted kappa',
        meanKrippendorffAlpha: "  mean of Krippendorff's alpha",
      },
      answer: {
        quadraticKappa: '    quadratic kappa',
        linearKappa: '    linear kappa',
        unweightedKappa: '    unweighted kappa',
        krippendorffAlpha: "    Krippendorff's alpha",
      },
    },
    splitWithoutStudy: '--split chooses a part of a study. Name the study with --study.',
    seenSeed: (model: string, seed: number, seen: readonly number[]) =>
      `${model} learned from phantoms of seed ${seed}, or chose its epoch on them. Choose a seed other than ${seen.join(' and ')}.`,
    answer: (name: string, items: number) => `${name}, ${items} hips`,
    confusionOfHips: 'true grade, and how many hips the model gave each grade',
    emptyMaps: (hips: number) => `${hips} positive hips have an empty map of evidence, and no distances`,
    measured: {
      means: {
        meanQuadraticKappa: 'mean kappa',
        meanLinearKappa: 'mean linear kappa',
        meanUnweightedKappa: 'mean unweighted kappa',
        meanAc2: 'mean AC2',
        meanAccuracy: 'mean accuracy',
        meanBalancedAccuracy: 'mean balanced accuracy',
        meanMacroF1: 'mean macro F1',
        meanBalancedError: 'mean balanced error in grades',
        meanSevereMissRate: 'mean share of grades 2-3 graded 0',
        globalAuc: 'any osteophyte, AUC',
        peakInZone: 'peak inside the zone',
        attentionInZone: 'mass inside the zone',
        inOutline: 'mass inside the true outline',
        centreDistance: 'centre of mass to landmark, px',
        peakDistance: 'peak to landmark, px',
        spread: 'spread of the map, px',
      },
      answer: {
        quadraticKappa: 'quadratic kappa',
        linearKappa: 'linear kappa',
        unweightedKappa: 'unweighted kappa',
        accuracy: 'accuracy',
        aucAtLeast1: 'grade 1 and above, AUC',
        aucAtLeast2: 'grade 2 and above, AUC',
        aucAtLeast3: 'grade 3, AUC',
        brier: 'Brier score of presence',
      },
      recall: (grade: number) => `recall of grade ${grade}`,
    },
    gradedHips: (hips: number) => `Graded ${hips} hips`,
    unmatched: (unlabelled: number, labels: number) =>
      `Not compared: ${unlabelled} graded hips without labels, and the labels of ${labels} hips without a graded radiograph.`,
    gradedKnees: (knees: number) => `Graded ${knees} knees`,
    hips: (model: string, hips: number, subjects: number) => `${model}: ${hips} hips of ${subjects} subjects`,
    knees: ({
      model,
      part,
      knees,
      subjects,
    }: Readonly<Record<'model' | 'part', string> & Record<'knees' | 'subjects', number>>) =>
      `${model} on ${part}: ${knees} knees of ${subjects} subjects`,
    positives: (answer: string, positives: number) => `${answer}, ${positives} positive`,
    ofPositiveQuadrants: (quadrants: number) => `of ${quadrants} positive quadrants`,
    ofPositiveAnswers: 'of truly positive answers with a zone',
    notDefined: 'not defined on these data',
    confusion: 'true grade, and how many knees the model graded 0 to 4',
    timePerKnee: (milliseconds: number) => `median time per knee ${milliseconds.toFixed(0)} ms`,
    noKneesOfStudy: (model: string) =>
      `${model} grades knees, and a study is measured with models of hips only. Leave --study out and name a folder with images in class folders, or name a model of hips with --model.`,
    noKneePhantoms: 'There are no knee phantoms. Name a folder with images in class folders, for example one that contains test.',
    figure: {
      meanKappa: 'mean kappa',
      globalAuc: 'any osteophyte, AUC',
      peakInZone: 'peak inside the zone',
      massInZone: 'mass inside the zone',
      accuracy: 'accuracy',
      presenceAuc: 'presence, AUC',
      kappa: 'kappa',
      timePerHip: 'median time per hip',
    },
    kneeFigure: {
      quadraticKappa: 'quadratic kappa',
      linearKappa: 'linear kappa',
      unweightedKappa: 'unweighted kappa',
      auc: 'grade 1 and above, AUC',
    },
  },
  compare: {
    hipWithoutFigures: 'A hip is shown in a figure. Name the folder for figures with --figures.',
    hips: (hips: number, subjects: number, { part, split, truth }: Readonly<Record<'part' | 'split' | 'truth', string>>) =>
      `${hips} hips of ${subjects} subjects, part ${part} of the split ${split}${truth === 'merged' ? '' : `, ${truth} alone`}`,
    recipe: (entry: string, values: readonly string[]) => `recipe ${entry}: ${values.join(' | ')}`,
    absent: 'absent',
    pair: (first: string, second: string) => `${first} minus ${second}`,
    delong: (answer: string, difference: string, { p, adjusted }: Readonly<Record<'p' | 'adjusted', string>>) =>
      `  DeLong, AUC of presence, ${answer}: ${difference}, p ${p}, adjusted ${adjusted}`,
    mcnemar: (
      answer: string,
      [onlyFirst, onlySecond]: readonly [number, number],
      { p, adjusted }: Readonly<Record<'p' | 'adjusted', string>>,
    ) =>
      `  McNemar, exact grades, ${answer}: right only in the first ${onlyFirst}, only in the second ${onlySecond}, p ${p}, adjusted ${adjusted}`,
    wilcoxon: (subjects: number, { p, adjusted }: Readonly<Record<'p' | 'adjusted', string>>) =>
      `  Wilcoxon, mean error of a subject: ${subjects} subjects differ, p ${p}, adjusted ${adjusted}`,
    noP: 'not defined',
  },
  deidentify: {
    progress: (files: number) => `De-identified ${files} files`,
    written: (copies: number, refused: number, report: string) =>
      `${copies} copies written, ${refused} files refused. ${report} lists what was removed.`,
    sameFilm: (files: number) => `${files} files are the same films as others, and share their copies.`,
    noKeyTable: 'No key table was kept, so nobody can trace the pseudonyms back. Another run gives other pseudonyms and dates.',
  },
  models: {
    noModel: 'No model is installed. Export one from a training run with "osteograde export".',
    model: (name: string, version: string, joint: string) => `${name}  ${version}  grades ${joint}s`,
    interval: (low: number, high: number) => ` (95% interval ${low.toFixed(3)} to ${high.toFixed(3)})`,
    figure: (name: string, value: string, data: string) => `${name} ${value}, ${data}`,
    field: (heading: string, words: string) => `  ${heading}: ${words}`.trimEnd(),
    learnedFrom: 'Learned from',
    answer: 'Answer',
    answeredBy: (rule: AnswerRule) =>
      rule === 'most-probable'
        ? 'the most probable grade'
        : `the highest grade that, with those above it, has more than ${Math.round(100 * (1 - rule))}% of the probability`,
    limits: 'Limits',
    familiarity: 'Familiarity',
    familiar: (data: string, threshold: number) => `${data} Unlike beyond a distance of ${threshold.toFixed(2)}.`,
    noFamiliarity: 'not measured, so no picture is said to be unlike those that it learned from',
    trials: 'Trials of its heatmaps',
    noTrials: 'none. Run "osteograde evidence-test".',
    figures: 'Figures',
    noFigures: 'none. Run "osteograde evaluate".',
    notStated: 'not stated on its card',
    statement: {
      intendedUse: 'Intended use',
      warnings: 'Warnings',
      trainingPopulation: 'Training population',
      evaluationPopulation: 'Evaluation population',
      fairness: 'Fairness',
      licence: 'Licence',
      control: 'Compared with',
      maintenance: 'Maintenance',
      contact: 'Contact',
    },
  },
  engines: {
    unavailable: 'not available',
    grading: 'What grades hips, by device and precision:',
    speed: ({ version, device, threads, gflops }: Readonly<Record<'version' | 'device' | 'threads' | 'gflops', string>>) =>
      `${version}  ${device}, ${threads} threads, ${gflops} GFLOP/s`,
  },
  experiment: {
    whereTo: 'Name where to submit the experiment: --slurm.',
    submitted: (name: string, arrays: readonly { readonly job: string; readonly runs: number }[]) =>
      arrays.length === 0
        ? [`${name}: every run has its result, so nothing was submitted.`]
        : arrays.map(({ job, runs }) => `${name}: job array ${job} submitted, ${runs} ${runs === 1 ? 'run' : 'runs'}`),
    run: ({
      place,
      of,
      hash,
      label,
    }: {
      readonly place: number;
      readonly of: number;
      readonly hash: string;
      readonly label: string;
    }) => `Run ${place} of ${of}, ${hash}${label === '' ? '' : `: ${label}`}`,
    counts: ({
      name,
      finished,
      failed,
      open,
    }: { readonly name: string } & Readonly<Record<'finished' | 'failed' | 'open', number>>) =>
      `${name}: ${finished} of ${finished + failed + open} runs finished, ${failed} failed`,
    report: ({ name, finished, planned, claims, out }: ReportedExperiment) => [
      `${name}: ${finished} of ${planned} runs finished. Tables, figures and report.md written to ${out}.`,
      ...claims.map(reportText.claim),
    ],
    state: ({ hash, label, state, epochs, planned, failure, figure, workstation }: ExperimentState) =>
      `${hash}  ${state.padEnd(8)}  ${String(epochs).padStart(3)} of ${planned} epochs  ${
        figure === null ? (failure?.message ?? '') : `${figure.name} ${figure.value.toFixed(3)}`
      }  ${label === '' ? '(first weights)' : label}${workstation === null ? '' : `  on ${workstation}`}`,
  },
  train: {
    twoFolders: (run: string, resume: string) =>
      `--run and --resume name different folders, ${run} and ${resume}. Name only the run to resume.`,
    written: (path: string) => `Model written to ${path}.`,
    writtenAndMeasured: (path: string, kappa: number) =>
      `Model written to ${path}: mean kappa ${kappa.toFixed(3)} on the test cohort.`,
    items: (items: number) => `${items} validation items`,
    figure: ({
      name,
      value,
      low,
      high,
      data,
    }: Readonly<Record<'name' | 'data', string> & Record<'value' | 'low' | 'high', number>>) =>
      `${name} ${value.toFixed(3)} (95% interval ${low.toFixed(3)} to ${high.toFixed(3)}, ${data})`,
  },
  familiarity: {
    added: (model: string, { training, validation, threshold, unlike }: AddedFamiliarity) =>
      `${model}: summarised ${training} training crops. ${validation} validation crops set the threshold at ${threshold.toFixed(3)}; ${(100 * unlike).toFixed(1)}% of them lie beyond it.`,
  },
  evidence: {
    trying: (trial: string) => `Trial: ${trial}`,
    head: (model: string, data: string, seed: number) => `${model}, heatmaps tried on ${data}; trial seed ${seed}`,
    outcome: (outcome: string, words: string, maps: number) => `${outcome.padEnd(7)}  ${words}, ${maps} maps`,
    notRun: (trial: string, why: string) => `not run  ${trial}: ${why}`,
    oneSource: 'Name one source of joints: --phantoms, --study or --data.',
    findsHips: (file: string) => `${file} trains a network that finds hips. Name a recipe of a model that grades.`,
  },
  export: {
    noFamiliarity:
      'Its card does not say what its training pictures are like, because they were not at hand. Run "osteograde familiarity".',
    written: ({ name, path, single, half }: Readonly<Record<'name' | 'path', string> & Record<'single' | 'half', number>>) =>
      `Model ${name} written to ${path}. Largest difference from the trainer's answers: ${single.toExponential(1)} in single precision, ${half.toExponential(1)} as written.`,
  },
  combine: {
    written: (members: number, path: string) =>
      `The mean of ${members} models was written to ${path}. Its card has no figures yet: measure it with "osteograde evaluate".`,
  },
  workstations: {
    none: 'No workstation is paired. Run "osteograde worker --pair NAME" there, and here: osteograde workstations --name NAME --pair LINE',
    paired: (name: string) => `Paired with ${name}.`,
    removed: (name: string) => `The pairing with ${name} is removed.`,
    state: ({ name, host, port, state, problem }: ReachedWorkstation) =>
      state === null
        ? `${name} (${host}:${port}): ${problem ?? ''}`
        : `${name} (${host}:${port}): version ${state.version}, ${state.machine.cores} cores, ${engineInWords(state)}, ${state.queue.running} running, ${state.queue.waiting} waiting, ${(state.disk.usedBytes / 1e9).toFixed(1)} of ${(state.disk.quotaBytes / 1e9).toFixed(0)} GB used`,
  },
  sending: ({ workstation, files, counts, hips, knees }: SentRun) => {
    const megabytes = (files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1);
    if (hips !== undefined) {
      const crops = hips === 0 ? '' : `, and the crops of ${hips} ${hips === 1 ? 'hip' : 'hips'} with their points`;
      return `Leaves this machine for ${workstation}: the model${crops} (${megabytes} MB). No identifiers, no labels and no films.`;
    }
    if (knees !== undefined) {
      const pictures = `${knees} ${knees === 1 ? 'picture of a knee' : 'pictures of knees'}`;
      return `Leaves this machine for ${workstation}: the model, and ${pictures} (${megabytes} MB). No identifiers, no labels and no films.`;
    }
    if (files.length === 0) return `Leaves this machine for ${workstation}: the recipe.`;
    const content =
      counts === null
        ? 'a checkpoint, the figures of its run, and crops to check the export'
        : `crops and label codes of ${counts.train} training and ${counts.validation} validation items${counts.test === undefined ? '' : `, and ${counts.test} test items`}`;
    return `Leaves this machine for ${workstation}: the recipe, and ${files.length} files (${megabytes} MB) with ${content}. No identifiers and no films.`;
  },
  serve: {
    ready: (address: string) => `Osteograde is ready. Open this address in a browser on this machine:\n\n  ${address}\n`,
    notice: 'Research use, not for diagnosis. Stop with Ctrl+C.',
  },
} as const;

function engineInWords({ machine: { engine } }: NonNullable<ReachedWorkstation['state']>): string {
  if (engine === null) return 'engine not known yet';
  const { version, device, gpu } = engine;
  if (device === 'cpu') return `${version} on its processor`;
  return gpu === null ? `${version} on a GPU` : `${version} on ${gpu.name} (${(gpu.memoryBytes / 1e9).toFixed(0)} GB)`;
}

interface ReachedWorkstation {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly state: {
    readonly version: string;
    readonly machine: { readonly cores: number; readonly engine: WorkstationEngine | null };
    readonly queue: { readonly running: number; readonly waiting: number };
    readonly disk: { readonly usedBytes: number; readonly quotaBytes: number };
  } | null;
  readonly problem: string | null;
}

interface SentRun {
  readonly hips?: number;
  readonly knees?: number;
  readonly workstation: string;
  readonly files: readonly { readonly bytes: number }[];
  readonly counts: { readonly train: number; readonly validation: number; readonly test?: number | undefined } | null;
}
