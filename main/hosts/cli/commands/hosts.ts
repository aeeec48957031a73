// Commands that start the workstation or a worker, and pair them.

import type { Command } from 'commander';
import { helpText } from '../../text/help.ts';
import type { Terminal } from '../terminal.ts';
import { failUnless, index, json, port, positive, whole } from './options.ts';

export function addHostCommands(program: Command, terminal: Terminal): void {
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
    .action(async (choices) => (await import('../serve.ts')).serveAlone(choices, terminal));

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
    .option('--gpu <index>', helpText.worker.gpu, index)
    .option('--keep <days>', helpText.worker.keep, positive, 14)
    .option('--at-once <number>', helpText.worker.atOnce, whole, 1)
    .action(async (choices) => (await import('../remote/worker.ts')).worker(choices, terminal));

  program
    .command('workstations')
    .description(helpText.workstations.summary)
    .option('--pair <line>', helpText.workstations.pair)
    .option('--name <name>', helpText.workstations.name)
    .option('--remove <name>', helpText.workstations.remove)
    .option(...json)
    .action(async (choices) => (await import('../remote/workstations.ts')).workstations(choices, terminal));

  program
    .command('verify-update')
    .description(helpText.verifyUpdate.summary)
    .argument('<folder>', helpText.verifyUpdate.folder)
    .option('--key <file>', helpText.verifyUpdate.key)
    .option('--allow-older', helpText.verifyUpdate.allowOlder)
    .action(async (folder, choices) =>
      failUnless(await (await import('../verify-update.ts')).verifyUpdate(folder, choices, terminal)),
    );

  program
    .command('start')
    .description(helpText.start.summary)
    .action(async () => (await import('../../start/start.ts')).start(terminal));
}
