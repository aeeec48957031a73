// Commands that train and measure models.

import { Option, type Command } from 'commander';
import { TRUTHS } from '../../../domain/evaluation/truths.ts';
import { SPLIT_PARTS } from '../../../domain/study/split.ts';
import { helpText } from '../../text/help.ts';
import type { Terminal } from '../terminal.ts';
import {
  device,
  engine,
  failUnless,
  gpu,
  gradingDevice,
  json,
  model,
  numbering,
  precision,
  saveProblems,
  seed,
  share,
  whole,
} from './options.ts';

export function addModelCommands(program: Command, terminal: Terminal): void {
  program
    .command('evaluate')
    .description(helpText.evaluate.summary)
    .argument('[folder]', helpText.evaluate.folder)
    .option(...model)
    .option('--study <folder>', helpText.evaluate.study)
    .addOption(new Option('--split <part>', helpText.evaluate.split).choices(SPLIT_PARTS))
    .option('--split-name <name>', helpText.evaluate.splitName)
    .addOption(new Option('--truth <source>', helpText.evaluate.truth).choices(TRUTHS))
    .addOption(gradingDevice())
    .addOption(precision())
    .option(...gpu)
    .option('--on <workstation>', helpText.evaluate.on)
    .option('--figures <folder>', helpText.evaluate.figures)
    .option('--pseudonyms', helpText.shared.pseudonyms)
    .option('--subjects <number>', helpText.evaluate.subjects, whole, 150)
    .option('--seed <number>', helpText.evaluate.seed, seed, 9001)
    .option(...saveProblems)
    .addOption(numbering())
    .option(...json)
    .action(async (folder, choices) =>
      failUnless(await (await import('../evaluate/evaluate.ts')).evaluate(folder, choices, terminal)),
    );

  program
    .command('compare')
    .description(helpText.compare.summary)
    .argument('<model...>', helpText.compare.models)
    .requiredOption('--study <folder>', helpText.compare.study)
    .addOption(new Option('--split <part>', helpText.evaluate.split).choices(SPLIT_PARTS).default('test'))
    .option('--split-name <name>', helpText.evaluate.splitName)
    .addOption(new Option('--truth <source>', helpText.evaluate.truth).choices(TRUTHS))
    .option('--seed <number>', helpText.evaluate.intervalSeed, seed, 9001)
    .option('--figures <folder>', helpText.compare.figures)
    .option('--hip <subject/visit/side>', helpText.compare.hip, (hip: string, before: string[]) => [...before, hip], [])
    .option(...json)
    .action(async (models, choices) => (await import('../evaluate/compare.ts')).compare(models, choices, terminal));

  program
    .command('models')
    .description(helpText.models.summary)
    .argument('[model]', helpText.models.model)
    .option(...json)
    .action(async (model, choices) => (await import('../models/models.ts')).models(model, choices, terminal));

  program
    .command('engines')
    .description(helpText.engines.summary)
    .option(...json)
    .action(async (choices) => (await import('../engines.ts')).engines(choices, terminal));

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
    .addOption(engine())
    .addOption(device())
    .option(...gpu)
    .option('--threads <number>', helpText.train.threads, whole)
    .option('--on <workstation>', helpText.train.on)
    .option('--memory <megabytes>', helpText.train.memory, whole)
    .option(...json)
    .action(async (recipe, choices) => (await import('../train.ts')).train(recipe, choices, terminal));

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
    .action(async (run, choices) => (await import('../export.ts')).exportModelOf(run, choices, terminal));

  program
    .command('combine')
    .description(helpText.combine.summary)
    .argument('<model...>', helpText.combine.models)
    .requiredOption('--name <name>', helpText.combine.name)
    .option('--models <folder>', helpText.export.models)
    .option(...json)
    .action(async (models, choices) => (await import('../models/combine.ts')).combine(models, choices, terminal));

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
    .action(async (model, choices) => (await import('../models/familiarity.ts')).familiarity(model, choices, terminal));

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
      failUnless(await (await import('../models/evidence-test.ts')).evidenceTest(model, choices, terminal)),
    );
}
