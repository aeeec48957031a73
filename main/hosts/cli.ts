// The command line. A command's modules are loaded when it is called, so that no command waits for those of another.

import { Command, InvalidArgumentError, Option } from 'commander';
import { FailureError } from '../domain/failure.ts';
import { BUDGET_STRATEGIES } from '../domain/study/budget.ts';
import { SPLIT_PARTS } from '../domain/study/split.ts';
import { SPLIT_PRESETS, STRATIFICATIONS } from '../domain/study/split-presets.ts';
import { printable } from '../files/printable.ts';
import { homeFolder } from './home-folder.ts';
import { watchOutputs } from './cli/output-ends.ts';
import { openTerminal } from './cli/terminal.ts';
import { openProgramLog } from './program-log.ts';
import { programVersion } from './project-files.ts';
import { helpText } from './text/help.ts';
import { serverText } from './text/server.ts';
import { logUncaught } from './uncaught.ts';

const terminal = openTerminal();
const now = (): Date => new Date();
/** The log, in the home folder that a command may name. What ends a command is printed in words, so the log is not printed as well. */
let log = openProgramLog({ home: homeFolder(), now, print: () => undefined });

const program = new Command('osteograde')
  .description(helpText.description)
  .version(programVersion())
  .showHelpAfterError(helpText.afterError)
  .configureOutput({ writeErr: (text) => void process.stderr.write(printable(text)) })
  .hook('preAction', (_, command) => {
    const { home } = command.opts<{ home?: string }>();
    log = openProgramLog({ home: homeFolder(home), now, print: () => undefined });
  });

watchOutputs({
  stdout: process.stdout,
  stderr: process.stderr,
  exit: (hasFailed) => process.exit(hasFailed ? 1 : undefined),
});

logUncaught({
  log: { report: (error, where) => log.report(error, where) },
  end: () => {
    endInWords();
    process.exit();
  },
});

const landmarks = ['--landmarks <file|folder>', helpText.shared.landmarks] as const;
const spacing = ['--spacing <mm>', helpText.shared.spacing, positive] as const;
const numbering = (): Option => new Option('--numbering <name>', helpText.shared.numbering).choices(['original', 'renumbered']);
const model = ['--model <name|file>', helpText.shared.model] as const;
const json = ['--json', helpText.shared.json] as const;
const saveProblems = ['--save-problems <file>', helpText.shared.saveProblems] as const;
const keepIdentifiers = ['--keep-identifiers', helpText.shared.keepIdentifiers] as const;

program
  .command('predict')
  .description(helpText.predict.summary)
  .argument('<file...>', helpText.predict.files)
  .option(...landmarks)
  .option(...model)
  .option('--heatmaps <folder>', helpText.predict.heatmaps)
  .option(...spacing)
  .addOption(numbering())
  .option(...json)
  .option('--csv', helpText.predict.csv)
  .addOption(new Option('--device <name>', helpText.predict.device).choices(['cpu', 'cuda']).default('cpu'))
  .addOption(new Option('--precision <name>', helpText.predict.precision).choices(['fp32', 'bf16']).default('fp32'))
  .option(...saveProblems)
  .option(...keepIdentifiers)
  .action(async (files, choices) => failUnless(await (await import('./cli/predict.ts')).predict(files, choices, terminal)));

program
  .command('locate')
  .description(helpText.locate.summary)
  .argument('<file...>', helpText.locate.files)
  .option('--networks <folder>', helpText.locate.networks)
  .option(...json)
  .option(...saveProblems)
  .action(async (files, choices) => failUnless(await (await import('./cli/locate.ts')).locate(files, choices, terminal)));

program
  .command('report')
  .description(helpText.report.summary)
  .argument('[file...]', helpText.shared.dicomPaths)
  .option('--study <folder>', helpText.report.study)
  .requiredOption('--out <folder>', helpText.report.out)
  .option('--format <list>', helpText.report.format, 'pdf')
  .option(...landmarks)
  .option(...model)
  .option(...spacing)
  .addOption(numbering())
  .option(...keepIdentifiers)
  .action(async (files, choices) => failUnless(await (await import('./cli/report.ts')).report(files, choices, terminal)));

program
  .command('import')
  .description(helpText.import.summary)
  .argument('<path...>', helpText.import.paths)
  .requiredOption('--study <folder>', helpText.import.study)
  .option(...landmarks)
  .option(...spacing)
  .addOption(new Option('--mirrored <answer>', helpText.import.mirrored).choices(['yes', 'no']))
  .addOption(numbering())
  .option('--labels <file>', helpText.import.labels)
  .option('--splits <file>', helpText.import.splits)
  .option('--mapping <file>', helpText.import.mapping)
  .option('--keep <columns>', helpText.import.keep)
  .option('--reason <text>', helpText.import.reason)
  .addOption(new Option('--same-number <answer>', helpText.import.sameNumber).choices(['one-person', 'different-people']))
  .option('--cohort <name>', helpText.import.cohort)
  .option('--dry-run', helpText.import.dryRun)
  .option(...saveProblems)
  .option('--grade', helpText.import.grade)
  .option(...json)
  .action(async (paths, choices) =>
    failUnless(await (await import('./cli/import.ts')).importRadiographs(paths, choices, terminal)),
  );

program
  .command('export-hdf5')
  .description(helpText.exportHdf5.summary)
  .argument('<study>', helpText.shared.studyFolder)
  .argument('<file>', helpText.exportHdf5.file)
  .option('--pseudonyms', helpText.shared.pseudonyms)
  .option(...json)
  .action(async (study, file, choices) => (await import('./cli/export-hdf5.ts')).exportHdf5(study, file, choices, terminal));

program
  .command('export-key')
  .description(helpText.exportKey.summary)
  .argument('<study>', helpText.shared.studyFolder)
  .argument('<file>', helpText.exportKey.file)
  .option(...json)
  .action(async (study, file, choices) => (await import('./cli/export-key.ts')).exportStudyKey(study, file, choices, terminal));

program
  .command('audit')
  .description(helpText.audit.summary)
  .argument('<study>', helpText.shared.studyFolder)
  .option('--pseudonyms', helpText.shared.pseudonyms)
  .option(...json)
  .action(async (study, choices) => failUnless(await (await import('./cli/audit.ts')).audit(study, choices, terminal)));

program
  .command('restore')
  .description(helpText.restore.summary)
  .argument('<study>', helpText.shared.studyFolder)
  .option('--list', helpText.restore.list)
  .option('--backup <name>', helpText.restore.backup)
  .option(...json)
  .action(async (study, choices) => (await import('./cli/restore.ts')).restore(study, choices, terminal));

program
  .command('split')
  .description(helpText.split.summary)
  .argument('<study>', helpText.shared.studyFolder)
  .addOption(new Option('--preset <shares>', helpText.split.preset).choices(SPLIT_PRESETS).default('70-15-15'))
  .option('--seed <number>', helpText.split.seed, seed, 123)
  .addOption(new Option('--stratify <by>', helpText.split.stratify).choices(STRATIFICATIONS).default('highest-grade'))
  .option('--keep <split>', helpText.split.keep)
  .option('--name <text>', helpText.split.name)
  .option(...json)
  .action(async (study, choices) => (await import('./cli/split.ts')).split(study, choices, terminal));

program
  .command('phantom')
  .description(helpText.phantom.summary)
  .option('--subjects <number>', helpText.phantom.subjects, whole, 12)
  .option('--visits <number>', helpText.phantom.visits, whole, 1)
  .option('--seed <number>', helpText.phantom.seed, seed, 1)
  .addOption(new Option('--phantom <version>', helpText.phantom.version).choices(['1', '2']).default('1'))
  .option('--readers', helpText.phantom.readers)
  .requiredOption('--out <folder>', helpText.phantom.out)
  .action(async (choices) => (await import('./cli/phantom.ts')).phantom(choices, terminal));

program
  .command('evaluate')
  .description(helpText.evaluate.summary)
  .argument('[folder]', helpText.evaluate.folder)
  .option(...model)
  .option('--study <folder>', helpText.evaluate.study)
  .addOption(new Option('--split <part>', helpText.evaluate.split).choices(SPLIT_PARTS))
  .option('--split-name <name>', helpText.evaluate.splitName)
  .option('--figures <folder>', helpText.evaluate.figures)
  .option('--pseudonyms', helpText.shared.pseudonyms)
  .option('--subjects <number>', helpText.evaluate.subjects, whole, 150)
  .option('--seed <number>', helpText.evaluate.seed, seed, 9001)
  .option(...saveProblems)
  .addOption(numbering())
  .option(...json)
  .action(async (folder, choices) =>
    failUnless(await (await import('./cli/evaluate/evaluate.ts')).evaluate(folder, choices, terminal)),
  );

program
  .command('compare')
  .description(helpText.compare.summary)
  .argument('<model...>', helpText.compare.models)
  .requiredOption('--study <folder>', helpText.compare.study)
  .addOption(new Option('--split <part>', helpText.evaluate.split).choices(SPLIT_PARTS).default('test'))
  .option('--split-name <name>', helpText.evaluate.splitName)
  .option('--seed <number>', helpText.evaluate.intervalSeed, seed, 9001)
  .option('--figures <folder>', helpText.compare.figures)
  .option(...json)
  .action(async (models, choices) => (await import('./cli/evaluate/compare.ts')).compare(models, choices, terminal));

program
  .command('next-hips')
  .description(helpText.nextHips.summary)
  .argument('<study>', helpText.nextHips.study)
  .addOption(new Option('--strategy <name>', helpText.nextHips.strategy).choices(BUDGET_STRATEGIES).default('random'))
  .option('--count <number>', helpText.nextHips.count, whole, 20)
  .option('--seed <number>', helpText.nextHips.seed, seed, 123)
  .option('--simulate <budgets>', helpText.nextHips.simulate, (text: string) => text.split(',').map(whole))
  .option('--curve <points>', helpText.nextHips.curve)
  .option(...json)
  .action(async (study, choices) => (await import('./cli/next-hips.ts')).nextHipsOf(study, choices, terminal));

program
  .command('inspect')
  .description(helpText.inspect.summary)
  .argument('<file...>', helpText.inspect.files)
  .option(...json)
  .option(...keepIdentifiers)
  .action(async (files, choices) => failUnless(await (await import('./cli/inspect.ts')).inspect(files, choices, terminal)));

program
  .command('deidentify')
  .description(helpText.deidentify.summary)
  .argument('<path...>', helpText.shared.dicomPaths)
  .requiredOption('--out <folder>', helpText.deidentify.out)
  .option('--key <file>', helpText.deidentify.key)
  .option('--retain-device', helpText.deidentify.retainDevice)
  .option('--retain-characteristics', helpText.deidentify.retainCharacteristics)
  .option('--clean-descriptors', helpText.deidentify.cleanDescriptors)
  .option('--retain-uids', helpText.deidentify.retainUids)
  .addOption(new Option('--dates <how>', helpText.deidentify.dates).choices(['shifted', 'kept', 'removed']).default('shifted'))
  .option('--retain-safe-private', helpText.deidentify.retainSafePrivate)
  .option('--redact', helpText.deidentify.redact)
  .option(...saveProblems)
  .option(...json)
  .action(async (paths, choices) => failUnless(await (await import('./cli/deidentify.ts')).deidentify(paths, choices, terminal)));

program
  .command('models')
  .description(helpText.models.summary)
  .argument('[model]', helpText.models.model)
  .option(...json)
  .action(async (model, choices) => (await import('./cli/models/models.ts')).models(model, choices, terminal));

program
  .command('engines')
  .description(helpText.engines.summary)
  .option(...json)
  .action(async (choices) => (await import('./cli/engines.ts')).engines(choices, terminal));

program
  .command('train')
  .description(helpText.train.summary)
  .argument('<recipe>', helpText.train.recipe)
  .option('--run <folder>', helpText.train.run)
  .option('--models <folder>', helpText.train.models)
  .option('--resume [folder]', helpText.train.resume)
  .option('--export-only', helpText.train.exportOnly)
  .option('--study <folder>', helpText.train.study)
  .option('--data <folder>', helpText.train.data)
  .option('--extend <epochs>', helpText.train.extend, whole)
  .option('--extend-rate <share>', helpText.train.extendRate, share)
  .option('--weights <file>', helpText.train.weights)
  .addOption(new Option('--engine <name>', helpText.train.engine).choices(['libtorch', 'tensorflow', 'wasm']))
  .addOption(new Option('--device <name>', helpText.train.device).choices(['cpu', 'cuda']))
  .option('--gpu <index>', helpText.train.gpu, index)
  .option('--threads <number>', helpText.train.threads, whole)
  .option('--on <workstation>', helpText.train.on)
  .option('--memory <megabytes>', helpText.train.memory, whole)
  .option(...json)
  .action(async (recipe, choices) => (await import('./cli/train.ts')).train(recipe, choices, terminal));

const experiment = program.command('experiment').description(helpText.experiment.summary);
const experimentCommand = (name: string, summary: string): Command =>
  experiment
    .command(name)
    .description(summary)
    .argument('<spec...>', helpText.experiment.spec)
    .option('--folder <folder>', helpText.experiment.folder)
    .option('--study <folder>', helpText.train.study)
    .option('--data <folder>', helpText.train.data)
    .option(...json);

experimentCommand('run', helpText.experiment.run)
  .option('--run <hash>', helpText.experiment.oneRun)
  .option('--weights <file>', helpText.train.weights)
  .addOption(new Option('--engine <name>', helpText.train.engine).choices(['libtorch', 'tensorflow', 'wasm']))
  .addOption(new Option('--device <name>', helpText.train.device).choices(['cpu', 'cuda']))
  .option('--gpu <index>', helpText.train.gpu, index)
  .option('--threads <number>', helpText.train.threads, whole)
  .action(async (specs, choices) =>
    failUnless(await (await import('./cli/experiment/run.ts')).runExperiments(specs, choices, terminal)),
  );

experimentCommand('submit', helpText.experiment.submit)
  .option('--slurm', helpText.experiment.slurm)
  .option('--partition <name>', helpText.experiment.partition)
  .option('--account <name>', helpText.experiment.account)
  .option('--time <limit>', helpText.experiment.time)
  .option('--gres <devices>', helpText.experiment.gres)
  .option('--memory <size>', helpText.experiment.memory)
  .option('--cpus <number>', helpText.experiment.cpus, whole)
  .option('--sbatch <option>', helpText.experiment.sbatch, (option: string, before: string[]) => [...before, option], [])
  .option('--warn <seconds>', helpText.experiment.warn, whole, 120)
  .option('--at-once <tasks>', helpText.experiment.atOnce, whole)
  .option('--weights <file>', helpText.train.weights)
  .addOption(new Option('--engine <name>', helpText.train.engine).choices(['libtorch', 'tensorflow', 'wasm']))
  .addOption(new Option('--device <name>', helpText.train.device).choices(['cpu', 'cuda']))
  .option('--threads <number>', helpText.train.threads, whole)
  .action(async (specs, choices) => (await import('./cli/experiment/submit.ts')).submitExperiments(specs, choices, terminal));

experimentCommand('status', helpText.experiment.status).action(async (specs, choices) =>
  (await import('./cli/experiment/status.ts')).experimentStatus(specs, choices, terminal),
);

experimentCommand('report', helpText.experiment.report)
  .option('--out <folder>', helpText.experiment.out)
  .action(async (specs, choices) => (await import('./cli/experiment/report.ts')).reportExperiments(specs, choices, terminal));

program
  .command('export')
  .description(helpText.export.summary)
  .argument('<run>', helpText.export.run)
  .option('--checkpoint <name>', helpText.export.checkpoint)
  .option('--models <folder>', helpText.export.models)
  .option('--study <folder>', helpText.export.study)
  .option('--data <folder>', helpText.export.data)
  .option('--on <workstation>', helpText.export.on)
  .option(...json)
  .action(async (run, choices) => (await import('./cli/export.ts')).exportModelOf(run, choices, terminal));

program
  .command('combine')
  .description(helpText.combine.summary)
  .argument('<model...>', helpText.combine.models)
  .requiredOption('--name <name>', helpText.combine.name)
  .option('--models <folder>', helpText.export.models)
  .option(...json)
  .action(async (models, choices) => (await import('./cli/models/combine.ts')).combine(models, choices, terminal));

program
  .command('familiarity')
  .description(helpText.familiarity.summary)
  .argument('<model>', helpText.familiarity.model)
  .option('--phantoms', helpText.familiarity.phantoms)
  .option('--study <folder>', helpText.familiarity.study)
  .option('--data <folder>', helpText.familiarity.data)
  .option('--subjects <number>', helpText.familiarity.subjects, whole, 300)
  .option('--threads <number>', helpText.familiarity.threads, whole)
  .option(...json)
  .action(async (model, choices) => (await import('./cli/models/familiarity.ts')).familiarity(model, choices, terminal));

program
  .command('evidence-test')
  .description(helpText.evidence.summary)
  .argument('<model>', helpText.familiarity.model)
  .option('--phantoms', helpText.evidence.phantoms)
  .option('--study <folder>', helpText.evidence.study)
  .option('--data <folder>', helpText.evidence.data)
  .option('--recipe <file>', helpText.evidence.recipe)
  .option('--weights <file>', helpText.evidence.weights)
  .option('--pictures <number>', helpText.evidence.pictures, whole, 100)
  .option('--seed <number>', helpText.evidence.seed, whole, 20261227)
  .option('--threads <number>', helpText.familiarity.threads, whole)
  .option(...json)
  .action(async (model, choices) =>
    failUnless(await (await import('./cli/models/evidence-test.ts')).evidenceTest(model, choices, terminal)),
  );

program
  .command('serve')
  .description(helpText.serve.summary)
  .option('--host <address>', helpText.serve.host)
  .option('--port <number>', helpText.serve.port, port)
  .option('--token <text>', helpText.serve.token)
  .option('--tls-cert <file>', helpText.serve.tlsCert)
  .option('--tls-key <file>', helpText.serve.tlsKey)
  .option('--name <host...>', helpText.serve.name)
  .option('--root <folder...>', helpText.serve.root)
  .option('--study <folder>', helpText.serve.study)
  .option('--home <folder>', helpText.serve.home)
  .action(async (choices) => (await import('./cli/serve.ts')).serveAlone(choices, terminal));

program
  .command('worker')
  .description(helpText.worker.summary)
  .option('--host <address>', helpText.worker.host, '127.0.0.1')
  .option('--port <number>', helpText.worker.port, port, 8443)
  .option('--home <folder>', helpText.worker.home)
  .option('--pair <name>', helpText.worker.pair)
  .option('--unpair <name>', helpText.worker.unpair)
  .option('--desktops', helpText.worker.desktops)
  .option('--address <host>', helpText.worker.address)
  .option('--disk <gigabytes>', helpText.worker.disk, positive, 100)
  .option('--hours <number>', helpText.worker.hours, positive, 72)
  .option('--memory <megabytes>', helpText.worker.memory, whole)
  .option('--keep <days>', helpText.worker.keep, positive, 14)
  .option('--at-once <number>', helpText.worker.atOnce, whole, 1)
  .action(async (choices) => (await import('./cli/remote/worker.ts')).worker(choices, terminal));

program
  .command('workstations')
  .description(helpText.workstations.summary)
  .option('--pair <line>', helpText.workstations.pair)
  .option('--name <name>', helpText.workstations.name)
  .option('--remove <name>', helpText.workstations.remove)
  .option(...json)
  .action(async (choices) => (await import('./cli/remote/workstations.ts')).workstations(choices, terminal));

program
  .command('verify-update')
  .description(helpText.verifyUpdate.summary)
  .argument('<folder>', helpText.verifyUpdate.folder)
  .option('--key <file>', helpText.verifyUpdate.key)
  .option('--allow-older', helpText.verifyUpdate.allowOlder)
  .action(async (folder, choices) =>
    failUnless(await (await import('./cli/verify-update.ts')).verifyUpdate(folder, choices, terminal)),
  );

program
  .command('start')
  .description(helpText.start.summary)
  .action(async () => (await import('./start/start.ts')).start(terminal));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof FailureError) {
    terminal.error(error.failure.message);
    process.exitCode = 1;
  } else {
    log.report(error, 'a command');
    endInWords();
  }
}

function endInWords(): void {
  terminal.error(serverText.log.unexpected(log.file.path));
  process.exitCode = 1;
}

function failUnless(succeeded: boolean): void {
  if (!succeeded) process.exitCode = 1;
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(helpText.expected.positive);
}

function whole(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(helpText.expected.whole);
}

function index(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(helpText.expected.index);
}

function port(text: string): number {
  const value = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  if (value > 0 && value <= 65_535) return value;
  throw new InvalidArgumentError(helpText.expected.port);
}

function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError(helpText.expected.share);
}

function seed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(helpText.expected.seed);
}
