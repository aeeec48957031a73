// The command line. A command's modules are loaded when it is called, so that no command waits for those of another.

import { Command, InvalidArgumentError, Option } from 'commander';
import { FailureError } from '../domain/failure.ts';
import { SPLIT_PRESETS } from '../domain/study/split-presets.ts';
import { openTerminal } from './cli/terminal.ts';
import { programVersion } from './project-files.ts';

const terminal = openTerminal();

const program = new Command('osteograde')
  .description('Grades osteoarthritis of the hip on radiographs. Research use, not for diagnosis.')
  .version(programVersion())
  .showHelpAfterError('(try --help)');

const landmarks = ['--landmarks <file|folder>', 'BoneFinder points (default: <image>.pts beside each image)'] as const;
const spacing = ['--spacing <mm>', 'millimetres per pixel, for images that do not state it', positive] as const;
const model = ['--model <name|file>', 'an installed model, or an .onnx file with its card beside it'] as const;
const json = ['--json', 'print JSON'] as const;

program
  .command('predict')
  .description('grade every hip on radiographs, or every knee image with a knee model')
  .argument('<file...>', 'DICOM files or folders; for knees also PNG and JPEG images')
  .option(...landmarks)
  .option(...model)
  .option('--heatmaps <folder>', 'write a heatmap for each answer; for knees also the attention masks')
  .option(...spacing)
  .option(...json)
  .option('--csv', 'print a table (knees only)')
  .action(async (files, choices) => failUnless(await (await import('./cli/predict.ts')).predict(files, choices, terminal)));

program
  .command('report')
  .description('write a report on radiographs, or on the graded hips of a study')
  .argument('[file...]', 'DICOM files or folders')
  .option('--study <folder>', 'report on this study instead of files')
  .requiredOption('--out <folder>', 'the folder for the report')
  .option('--format <list>', 'pdf, json or csv, or several separated by commas', 'pdf')
  .option(...landmarks)
  .option(...model)
  .option(...spacing)
  .action(async (files, choices) => failUnless(await (await import('./cli/report.ts')).report(files, choices, terminal)));

program
  .command('import')
  .description('import radiographs, labels, splits and cohort files into a study')
  .argument(
    '<path...>',
    'DICOM files, PNG and JPEG images, folders, ZIP archives, a DICOMDIR, label tables, splits, cohort files (HDF5)',
  )
  .requiredOption('--study <folder>', 'the folder of the study, created if missing')
  .option(...landmarks)
  .option(...spacing)
  .addOption(
    new Option('--mirrored <answer>', 'whether left hips in a cohort file are already mirrored to look like right hips').choices([
      'yes',
      'no',
    ]),
  )
  .addOption(new Option('--numbering <name>', 'the numbering of points that fit both').choices(['original', 'renumbered']))
  .option('--labels <file>', 'a label table')
  .option('--splits <file>', 'a split: each line has a subject and train, val or test')
  .option('--mapping <file>', "the meaning of the label table's columns (JSON)")
  .option('--dry-run', 'preview the import and write nothing')
  .option('--save-problems <file>', 'write the problems as a table (CSV)')
  .option('--grade', 'grade the hips after the import')
  .option(...json)
  .action(async (paths, choices) =>
    failUnless(await (await import('./cli/import.ts')).importRadiographs(paths, choices, terminal)),
  );

program
  .command('export-hdf5')
  .description("write a study's crops as a cohort file (HDF5) that Python can read")
  .argument('<study>', 'the folder of the study')
  .argument('<file>', 'the file to write')
  .option(...json)
  .action(async (study, file, choices) => (await import('./cli/export-hdf5.ts')).exportHdf5(study, file, choices, terminal));

program
  .command('audit')
  .description("check a study's data for leaks, duplicates, wrong sides, wrong labels and a wrong split")
  .argument('<study>', 'the folder of the study')
  .option(...json)
  .action(async (study, choices) => failUnless(await (await import('./cli/audit.ts')).audit(study, choices, terminal)));

program
  .command('split')
  .description('split the subjects of a study into training, validation and test, and use this split')
  .argument('<study>', 'the folder of the study')
  .addOption(
    new Option(
      '--preset <shares>',
      'percent of train, validation and test; 63-7-30 is 70/30 with a tenth of train used for validation',
    )
      .choices(SPLIT_PRESETS)
      .default('70-15-15'),
  )
  .option('--seed <number>', 'the same seed gives the same split', seed, 123)
  .addOption(
    new Option('--stratify <by>', 'balance the parts by this')
      .choices(['highest-grade', 'any-osteophyte', 'none'])
      .default('highest-grade'),
  )
  .option('--keep <split>', 'a split whose subjects keep their part')
  .option('--name <text>', 'name of the new split (default: preset and seed)')
  .option(...json)
  .action(async (study, choices) => (await import('./cli/split.ts')).split(study, choices, terminal));

program
  .command('phantom')
  .description('draw a synthetic cohort: radiographs, points, labels, splits and the ground truth')
  .option('--subjects <number>', 'number of subjects', whole, 12)
  .option('--visits <number>', 'visits per subject', whole, 1)
  .option('--seed <number>', 'the same seed draws the same cohort', seed, 1)
  .requiredOption('--out <folder>', 'a new or empty folder')
  .action(async (choices) => (await import('./cli/phantom.ts')).phantom(choices, terminal));

program
  .command('evaluate')
  .description('measure a model on a folder with labels.csv, on new phantoms, or on knee images in class folders')
  .argument('[folder]', 'radiographs with labels.csv, or knee images in class folders (default: phantoms)')
  .option(...model)
  .option('--subjects <number>', 'number of phantom subjects', whole, 150)
  .option('--seed <number>', 'seed of the phantoms and of the intervals', seed, 9001)
  .option(...json)
  .action(async (folder, choices) => failUnless(await (await import('./cli/evaluate.ts')).evaluate(folder, choices, terminal)));

program
  .command('inspect')
  .description('show the relevant tags of DICOM files and statistics of their stored pixel values')
  .argument('<file...>', 'DICOM files')
  .option(...json)
  .action(async (files, choices) => failUnless(await (await import('./cli/inspect.ts')).inspect(files, choices, terminal)));

program
  .command('deidentify')
  .description('write de-identified copies of DICOM files, and a report of what was removed')
  .argument('<path...>', 'DICOM files or folders')
  .requiredOption('--out <folder>', 'the folder for the copies')
  .option('--key <file>', 'the key table that links pseudonyms to people, created if missing; store it elsewhere')
  .option('--retain-device', 'keep serial number, station and software')
  .option('--retain-characteristics', 'keep sex, age (capped at 90), size and weight')
  .option('--clean-descriptors', 'keep the harmless words of descriptions')
  .option('--retain-uids', 'keep the identifiers of studies, series and images')
  .addOption(
    new Option('--dates <how>', 'shift dates by a number of days per subject, keep them, or remove them')
      .choices(['shifted', 'kept', 'removed'])
      .default('shifted'),
  )
  .option('--retain-safe-private', 'keep the private elements that the standard lists as safe')
  .option('--redact', 'cover what looks like text near the border of the image')
  .option(...json)
  .action(async (paths, choices) => failUnless(await (await import('./cli/deidentify.ts')).deidentify(paths, choices, terminal)));

program
  .command('models')
  .description('list the installed models, with joint, figures and limits')
  .option(...json)
  .action(async (choices) => (await import('./cli/models.ts')).models(choices, terminal));

program
  .command('engines')
  .description('list the training engines, and show which is chosen and why')
  .option(...json)
  .action(async (choices) => (await import('./cli/engines.ts')).engines(choices, terminal));

program
  .command('train')
  .description('train a model with a recipe')
  .argument('<recipe>', 'a JSON file, such as those in resources/recipes')
  .option('--run <folder>', "the run's folder (default: in the home folder, named after the recipe)")
  .option('--models <folder>', 'the folder for the finished model (default: models in the home folder)')
  .option('--resume [folder]', 'resume from the last checkpoint of the run in this folder, or in the --run folder')
  .option('--export-only', 'write the model of the best epoch so far, without training')
  .option('--study <folder>', 'the study to train on, for recipes that need one')
  .option('--data <folder>', 'the folder that contains train and val, for recipes that need class folders')
  .option('--extend <epochs>', 'add this many epochs to the run', whole)
  .option(
    '--extend-rate <share>',
    'share of the learning rate for these epochs (default: 0.1 after a finished schedule, else 1)',
    share,
  )
  .option('--weights <file>', 'start from these weights of the same network (.pth, safetensors, ONNX)')
  .addOption(
    new Option('--engine <name>', 'use this engine (default: the best that works)').choices(['libtorch', 'tensorflow', 'wasm']),
  )
  .addOption(new Option('--device <name>', 'compute on this device').choices(['cpu', 'cuda']))
  .option('--threads <number>', 'number of processor threads', whole)
  .option('--memory <megabytes>', 'most memory for tensors (default: 90% of the free memory)', whole)
  .option(...json)
  .action(async (recipe, choices) => (await import('./cli/train.ts')).train(recipe, choices, terminal));

program
  .command('export')
  .description('export a model from a training run, and check it against the trainer')
  .argument('<run>', "the run's folder")
  .option('--checkpoint <name>', 'a checkpoint of the run, such as last (default: best-kappa, or best-loss in System 2)')
  .option('--models <folder>', 'the folder for the model (default: models in the home folder)')
  .option('--data <folder>', 'the class folders that the run was trained on, if the run kept no images')
  .option(...json)
  .action(async (run, choices) => (await import('./cli/export.ts')).exportModelOf(run, choices, terminal));

program
  .command('serve')
  .description('serve the workstation to a browser')
  .option('--host <address>', 'address to listen on (default: 127.0.0.1; any other needs TLS)')
  .option('--port <number>', 'port (default: any free one)', whole)
  .option('--token <text>', 'access token (default: a fresh one; also OSTEOGRADE_TOKEN)')
  .option('--tls-cert <file>', 'certificate in PEM')
  .option('--tls-key <file>', 'private key in PEM')
  .option('--name <host...>', 'other host names of this machine')
  .option('--study <folder>', 'study to open')
  .option('--home <folder>', 'folder for studies (default: ~/Osteograde; also OSTEOGRADE_HOME)')
  .action(async (choices) => (await import('./cli/serve.ts')).serveWorkstation(choices, terminal));

program
  .command('start')
  .description('open the desktop window, or serve the workstation if no window can open')
  .action(async () => (await import('./start/start.ts')).start(terminal));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof FailureError)) throw error;
  terminal.error(error.failure.message);
  process.exitCode = 1;
}

function failUnless(succeeded: boolean): void {
  if (!succeeded) process.exitCode = 1;
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number above zero.');
}

function whole(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number above zero.');
}

function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a number above 0 and at most 1.');
}

function seed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number.');
}
