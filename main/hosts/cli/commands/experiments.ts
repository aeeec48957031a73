// Commands on studies of many runs.

import type { Command } from 'commander';
import { helpText } from '../../text/help.ts';
import type { Terminal } from '../terminal.ts';
import { device, engine, failUnless, gpu, json, whole } from './options.ts';

export function addExperimentCommands(program: Command, terminal: Terminal): void {
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
    .addOption(engine())
    .addOption(device())
    .option(...gpu)
    .option('--threads <number>', helpText.train.threads, whole)
    .option('--on <workstation>', helpText.experiment.on)
    .option('--no-report', helpText.experiment.noReport)
    .action(async (specs, choices) =>
      failUnless(await (await import('../experiment/run.ts')).runExperiments(specs, choices, terminal)),
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
    .addOption(engine())
    .addOption(device())
    .option('--threads <number>', helpText.train.threads, whole)
    .action(async (specs, choices) => (await import('../experiment/submit.ts')).submitExperiments(specs, choices, terminal));

  experimentCommand('status', helpText.experiment.status).action(async (specs, choices) =>
    (await import('../experiment/status.ts')).experimentStatus(specs, choices, terminal),
  );

  experimentCommand('report', helpText.experiment.report)
    .option('--out <folder>', helpText.experiment.out)
    .action(async (specs, choices) => (await import('../experiment/report.ts')).reportExperiments(specs, choices, terminal));
}
