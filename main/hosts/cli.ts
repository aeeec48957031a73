// The command line. Each command's modules are loaded when it is called, so that one never waits for another's.

import { Command, InvalidArgumentError, Option } from 'commander';
import { FailureError } from '../domain/failure.ts';
import { SPLIT_PRESETS } from '../domain/study/split-presets.ts';
import { sayOnTerminal } from './cli/terminal.ts';
import { programVersion } from './project-files.ts';

const say = sayOnTerminal();

const program = new Command('osteograde')
  .description('Grades osteoarthritis of the hip on radiographs. Research use, not for diagnosis.')
  .version(programVersion())
  .showHelpAfterError('(--help tells more)');

const landmarks = ['--landmarks <file|folder>', 'BoneFinder points (default: <image>.pts beside each image)'] as const;
const spacing = ['--spacing <mm>', 'millimetres per pixel, for images that do not say', positive] as const;
const model = ['--model <name|file>', 'an installed model, or an .onnx file with its card beside it'] as const;
const json = ['--json', 'print JSON'] as const;

program
  .command('predict')
  .description('grade every hip on radiographs, or with a model of knees every picture of one')
  .argument('<file...>', 'DICOM files, or folders of them; of knees PNG and JPEG pictures too')
  .option(...landmarks)
  .option(...model)
  .option('--heatmaps <folder>', 'write a heatmap picture for each answer; of knees also where attention looks')
  .option(...spacing)
  .option(...json)
  .option('--csv', 'print a table (knees)')
  .action(async (files, choices) => failUnless(await (await import('./cli/predict.ts')).predict(files, choices, say)));

program
  .command('report')
  .description('write a report on radiographs, or on the graded hips of a study')
  .argument('[file...]', 'DICOM files, or folders of them')
  .option('--study <folder>', 'report on this study instead of files')
  .requiredOption('--out <folder>', 'where the report goes')
  .option('--format <list>', 'pdf, json, csv, or several with commas between', 'pdf')
  .option(...landmarks)
  .option(...model)
  .option(...spacing)
  .action(async (files, choices) => failUnless(await (await import('./cli/report.ts')).report(files, choices, say)));

program
  .command('import')
  .description('bring radiographs, labels, splits and cohort files into a study')
  .argument('<path...>', 'DICOM files, pictures, folders, ZIP archives, a DICOMDIR, label tables, splits, cohort files (HDF5)')
  .requiredOption('--study <folder>', 'the study; made where there is none')
  .option(...landmarks)
  .option(...spacing)
  .addOption(new Option('--mirrored <answer>', 'left hips of a cohort file look like right ones already').choices(['yes', 'no']))
  .addOption(new Option('--numbering <name>', 'of points that fit both numberings').choices(['original', 'renumbered']))
  .option('--labels <file>', 'a label table')
  .option('--splits <file>', 'a split: subject and train, val or test a line')
  .option('--mapping <file>', 'what the columns of the label table are (JSON)')
  .option('--dry-run', 'say what would come in, and write nothing')
  .option('--save-problems <file>', 'write what went wrong as a table')
  .option('--grade', 'grade the hips afterwards')
  .option(...json)
  .action(async (paths, choices) => failUnless(await (await import('./cli/import.ts')).importRadiographs(paths, choices, say)));

program
  .command('export-hdf5')
  .description("write a study's crops as a cohort file (HDF5) that Python reads")
  .argument('<study>', 'the folder of the study')
  .argument('<file>', 'the file to be written')
  .option(...json)
  .action(async (study, file, choices) => (await import('./cli/export-hdf5.ts')).exportHdf5(study, file, choices, say));

program
  .command('audit')
  .description("look for what is wrong with a study's data: leaks, duplicates, sides, labels, split")
  .argument('<study>', 'the study')
  .option(...json)
  .action(async (study, choices) => failUnless(await (await import('./cli/audit.ts')).audit(study, choices, say)));

program
  .command('split')
  .description('divide the subjects of a study into training, validation and test, and use that split')
  .argument('<study>', 'the study')
  .addOption(
    new Option('--preset <shares>', 'percent of train, validation and test; 63-7-30 is 70/30 with a tenth of train held back')
      .choices(SPLIT_PRESETS)
      .default('70-15-15'),
  )
  .option('--seed <number>', 'the same seed deals the same', seed, 123)
  .addOption(
    new Option('--stratify <by>', 'what to balance the parts by')
      .choices(['highest-grade', 'any-osteophyte', 'none'])
      .default('highest-grade'),
  )
  .option('--keep <split>', 'a split whose subjects keep their part')
  .option('--name <text>', 'name of the new split (default: preset and seed)')
  .option(...json)
  .action(async (study, choices) => (await import('./cli/split.ts')).split(study, choices, say));

program
  .command('phantom')
  .description('draw a synthetic cohort: radiographs, points, labels, splits and the truth')
  .option('--subjects <number>', 'how many subjects', whole, 12)
  .option('--visits <number>', 'visits of each subject', whole, 1)
  .option('--seed <number>', 'the same seed draws the same cohort', seed, 1)
  .requiredOption('--out <folder>', 'a new or empty folder')
  .action(async (choices) => (await import('./cli/phantom.ts')).phantom(choices, say));

program
  .command('evaluate')
  .description('measure a model on a folder with labels.csv, on phantoms drawn for it, or on knees in class folders')
  .argument('[folder]', 'radiographs with labels.csv, or pictures of knees in class folders; without it, phantoms')
  .option(...model)
  .option('--subjects <number>', 'phantom subjects', whole, 150)
  .option('--seed <number>', 'of the phantoms and the intervals', seed, 9001)
  .option(...json)
  .action(async (folder, choices) => failUnless(await (await import('./cli/evaluate.ts')).evaluate(folder, choices, say)));

program
  .command('inspect')
  .description('say what DICOM files hold: the tags that matter and the stored pixel values in figures')
  .argument('<file...>', 'DICOM files')
  .option(...json)
  .action(async (files, choices) => failUnless(await (await import('./cli/inspect.ts')).inspect(files, choices, say)));

program
  .command('deidentify')
  .description('write copies of DICOM files that name nobody, and a report of what was removed')
  .argument('<path...>', 'DICOM files, or folders of them')
  .requiredOption('--out <folder>', 'where the copies go')
  .option('--key <file>', 'the key table from names back to people; made where there is none. Keep it apart')
  .option('--retain-device', 'keep serial numbers, station and software')
  .option('--retain-characteristics', 'keep sex, age (90 at most), size and weight')
  .option('--clean-descriptors', 'keep the harmless words of descriptions')
  .option('--retain-uids', 'keep the identifiers of studies, series and images')
  .addOption(
    new Option('--dates <how>', 'dates moved by a number of days of each subject, kept, or removed')
      .choices(['shifted', 'kept', 'removed'])
      .default('shifted'),
  )
  .option('--retain-safe-private', 'keep the private numbers that the standard calls safe')
  .option('--redact', 'cover what looks like text near the border of the picture')
  .option(...json)
  .action(async (paths, choices) => failUnless(await (await import('./cli/deidentify.ts')).deidentify(paths, choices, say)));

program
  .command('models')
  .description('list the installed models: which joint each grades, its figures and its limits')
  .option(...json)
  .action(async (choices) => (await import('./cli/models.ts')).models(choices, say));

program
  .command('engines')
  .description('list the training engines, and which is chosen and why')
  .option(...json)
  .action(async (choices) => (await import('./cli/engines.ts')).engines(choices, say));

program
  .command('train')
  .description('train a model by a recipe')
  .argument('<recipe>', 'a JSON file, such as those in resources/recipes')
  .option('--run <folder>', "the run's folder (default: in the home folder, named after the recipe)")
  .option('--models <folder>', 'where the finished model goes (default: models in the home folder)')
  .option('--resume [folder]', "go on from the last checkpoint, of the run in this folder or of --run's")
  .option('--export-only', 'write the model of the best epoch so far, without training')
  .option('--study <folder>', 'the study to learn from, for recipes that learn from one')
  .option('--data <folder>', 'the folder of train and val class folders, for recipes that learn from one')
  .option('--extend <epochs>', 'go on after the end for so many more epochs', whole)
  .option('--extend-rate <share>', 'of the rate, for these epochs (default: 0.1 where a schedule has ended, else 1)', share)
  .option('--weights <file>', 'start from these weights of the same network (.pth, safetensors, ONNX)')
  .addOption(new Option('--engine <name>', 'instead of the best that works').choices(['libtorch', 'tensorflow', 'wasm']))
  .addOption(new Option('--device <name>', 'where the engine computes').choices(['cpu', 'cuda']))
  .option('--threads <number>', 'processor threads', whole)
  .option('--memory <megabytes>', 'that tensors may take at most (default: 90 % of what is free)', whole)
  .option(...json)
  .action(async (recipe, choices) => (await import('./cli/train.ts')).train(recipe, choices, say));

program
  .command('export')
  .description('make a model of a training run, proven against the trainer itself')
  .argument('<run>', "the run's folder")
  .option('--checkpoint <name>', 'one that the run holds, such as last (default: best-kappa, or best-loss in System 2)')
  .option('--models <folder>', 'where the model goes (default: models in the home folder)')
  .option('--data <folder>', 'the class folders that the run learned from, where it kept no pictures')
  .option(...json)
  .action(async (run, choices) => (await import('./cli/export.ts')).exportModelOf(run, choices, say));

program
  .command('serve')
  .description('serve the workstation to a browser')
  .option('--host <address>', 'address to listen on (default 127.0.0.1; any other needs TLS)')
  .option('--port <number>', 'port (default: any free one)', whole)
  .option('--token <text>', 'access token (default: a fresh one; also OSTEOGRADE_TOKEN)')
  .option('--tls-cert <file>', 'certificate in PEM')
  .option('--tls-key <file>', 'private key in PEM')
  .option('--name <host...>', 'further host names under which this machine is known')
  .option('--study <folder>', 'study to open')
  .option('--home <folder>', 'where studies go (default ~/Osteograde; also OSTEOGRADE_HOME)')
  .action(async (choices) => (await import('./cli/serve.ts')).serveWorkstation(choices, say));

program
  .command('start')
  .description('open the desktop window, or serve the workstation where there is none')
  .action(async () => (await import('./start/start.ts')).start(say));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof FailureError)) throw error;
  say.error(error.failure.message);
  process.exitCode = 1;
}

function failUnless(everythingWentWell: boolean): void {
  if (!everythingWentWell) process.exitCode = 1;
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('A number above zero was expected.');
}

function whole(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number above zero was expected.');
}

function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('A number above 0 and up to 1 was expected.');
}

function seed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number was expected.');
}
