// Commands on films that belong to no study.

import { Option, type Command } from 'commander';
import { helpText } from '../../text/help.ts';
import type { Terminal } from '../terminal.ts';
import {
  failUnless,
  gpu,
  gradingDevice,
  json,
  keepIdentifiers,
  landmarks,
  model,
  numbering,
  precision,
  saveProblems,
  seed,
  spacing,
  whole,
} from './options.ts';

export function addFilmCommands(program: Command, terminal: Terminal): void {
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
    .addOption(gradingDevice())
    .addOption(precision())
    .option(...gpu)
    .option('--on <workstation>', helpText.predict.on)
    .option(...saveProblems)
    .option(...keepIdentifiers)
    .action(async (files, choices) => failUnless(await (await import('../predict.ts')).predict(files, choices, terminal)));

  program
    .command('locate')
    .description(helpText.locate.summary)
    .argument('<file...>', helpText.locate.files)
    .option('--networks <folder>', helpText.locate.networks)
    .option(...json)
    .option(...saveProblems)
    .action(async (files, choices) => failUnless(await (await import('../locate.ts')).locate(files, choices, terminal)));

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
    .action(async (files, choices) => failUnless(await (await import('../report.ts')).report(files, choices, terminal)));

  program
    .command('phantom')
    .description(helpText.phantom.summary)
    .option('--subjects <number>', helpText.phantom.subjects, whole, 12)
    .option('--visits <number>', helpText.phantom.visits, whole, 1)
    .option('--seed <number>', helpText.phantom.seed, seed, 1)
    .addOption(new Option('--phantom <version>', helpText.phantom.version).choices(['1', '2', '3']).default('1'))
    .option('--readers', helpText.phantom.readers)
    .requiredOption('--out <folder>', helpText.phantom.out)
    .action(async (choices) => (await import('../phantom.ts')).phantom(choices, terminal));

  program
    .command('inspect')
    .description(helpText.inspect.summary)
    .argument('<file...>', helpText.inspect.files)
    .option(...json)
    .option(...keepIdentifiers)
    .action(async (files, choices) => failUnless(await (await import('../inspect.ts')).inspect(files, choices, terminal)));

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
    .action(async (paths, choices) => failUnless(await (await import('../deidentify.ts')).deidentify(paths, choices, terminal)));
}
