// The command line. Each command's modules are loaded when it is called, so that one never waits for another's.

import { Command } from 'commander';
import { FailureError } from '../domain/failure.ts';
import { programVersion } from './project-files.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const program = new Command('osteograde')
  .description('Grades osteoarthritis of the hip on radiographs. Research use, not for diagnosis.')
  .version(programVersion());

program
  .command('serve')
  .description('serve the workstation to a browser')
  .option('--host <address>', 'address to listen on (default 127.0.0.1; any other needs TLS)')
  .option('--port <number>', 'port (default: any free one)')
  .option('--token <text>', 'access token (default: a fresh one; also OSTEOGRADE_TOKEN)')
  .option('--tls-cert <file>', 'certificate in PEM')
  .option('--tls-key <file>', 'private key in PEM')
  .option('--name <host...>', 'further host names under which this machine is known')
  .option('--study <folder>', 'study to open')
  .option('--home <folder>', 'where studies go (default ~/Osteograde; also OSTEOGRADE_HOME)')
  .action(async (choices) => (await import('./cli/serve.ts')).serveWorkstation(choices, say));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof FailureError)) throw error;
  process.stderr.write(`${error.failure.message}\n`);
  process.exitCode = 1;
}
