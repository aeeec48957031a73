// The command line; `cli/commands` lists the commands. A command's modules are loaded when it is called, so that no command waits for those of another.

import { Command } from 'commander';
import { FailureError } from '../domain/failure.ts';
import { printable } from '../files/printable.ts';
import { homeFolder } from './home-folder.ts';
import { addExperimentCommands } from './cli/commands/experiments.ts';
import { addFilmCommands } from './cli/commands/films.ts';
import { addHostCommands } from './cli/commands/hosts.ts';
import { addModelCommands } from './cli/commands/models.ts';
import { addStudyCommands } from './cli/commands/studies.ts';
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

for (const add of [addFilmCommands, addStudyCommands, addModelCommands, addExperimentCommands, addHostCommands])
  add(program, terminal);

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
