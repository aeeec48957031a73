// The folder of studies, models, recipes and the log.

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder named by the caller, else by `OSTEOGRADE_HOME`, else `Osteograde` in the user's home folder. */
export function homeFolder(named?: string): string {
  return resolve(named ?? process.env['OSTEOGRADE_HOME'] ?? join(homedir(), 'Osteograde'));
}
