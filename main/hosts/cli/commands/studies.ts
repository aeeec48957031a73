// Commands that fill, check and divide studies.

import { Option, type Command } from 'commander';
import { BUDGET_STRATEGIES } from '../../../domain/study/budget.ts';
import { SPLIT_PRESETS, STRATIFICATIONS } from '../../../domain/study/split-presets.ts';
import { helpText } from '../../text/help.ts';
import type { Terminal } from '../terminal.ts';
import { device, engine, failUnless, json, landmarks, numbering, saveProblems, seed, spacing, whole } from './options.ts';

export function addStudyCommands(program: Command, terminal: Terminal): void {
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
      failUnless(await (await import('../import.ts')).importRadiographs(paths, choices, terminal)),
    );

  program
    .command('export-hdf5')
    .description(helpText.exportHdf5.summary)
    .argument('<study>', helpText.shared.studyFolder)
    .argument('<file>', helpText.exportHdf5.file)
    .option('--pseudonyms', helpText.shared.pseudonyms)
    .option(...json)
    .action(async (study, file, choices) => (await import('../export-hdf5.ts')).exportHdf5(study, file, choices, terminal));

  program
    .command('export-key')
    .description(helpText.exportKey.summary)
    .argument('<study>', helpText.shared.studyFolder)
    .argument('<file>', helpText.exportKey.file)
    .option(...json)
    .action(async (study, file, choices) => (await import('../export-key.ts')).exportStudyKey(study, file, choices, terminal));

  program
    .command('audit')
    .description(helpText.audit.summary)
    .argument('<study>', helpText.shared.studyFolder)
    .option('--pseudonyms', helpText.shared.pseudonyms)
    .option(...json)
    .action(async (study, choices) => failUnless(await (await import('../audit.ts')).audit(study, choices, terminal)));

  program
    .command('restore')
    .description(helpText.restore.summary)
    .argument('<study>', helpText.shared.studyFolder)
    .option('--list', helpText.restore.list)
    .option('--backup <name>', helpText.restore.backup)
    .option(...json)
    .action(async (study, choices) => (await import('../restore.ts')).restore(study, choices, terminal));

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
    .action(async (study, choices) => (await import('../split.ts')).split(study, choices, terminal));

  program
    .command('next-hips')
    .description(helpText.nextHips.summary)
    .argument('<study>', helpText.nextHips.study)
    .addOption(new Option('--strategy <name>', helpText.nextHips.strategy).choices(BUDGET_STRATEGIES).default('random'))
    .option('--count <number>', helpText.nextHips.count, whole, 20)
    .option('--seed <number>', helpText.nextHips.seed, seed, 123)
    .option('--simulate <budgets>', helpText.nextHips.simulate, (text: string) => text.split(',').map(whole))
    .option('--recipe <file>', helpText.nextHips.recipe)
    .option('--seeds <list>', helpText.nextHips.seeds, (text: string) => text.split(',').map(seed))
    .option('--folder <folder>', helpText.experiment.folder)
    .addOption(engine())
    .addOption(device())
    .option('--curve <points>', helpText.nextHips.curve)
    .option(...json)
    .action(async (study, choices) => failUnless(await (await import('../next-hips.ts')).nextHipsOf(study, choices, terminal)));
}
