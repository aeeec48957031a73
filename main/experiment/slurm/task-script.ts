// The batch script of one task of a SLURM job array, which trains and measures one run. Every argument of the user stands in it quoted.

import { experimentText } from '../text.ts';

export interface TaskScript {
  /** The command line that starts Osteograde, up to `experiment`. */
  readonly program: readonly string[];
  readonly spec: string;
  /** A file with the hash of one run a line: task 0 trains the first. */
  readonly hashes: string;
  /** The folder of runs. */
  readonly folder: string;
  /** The other options of `experiment run`. */
  readonly options: readonly string[];
}

/**
 * SLURM warns the script before the time limit (`--signal=B:USR1@...`). It then ends the run after its step, with a checkpoint, and asks to
 * be queued again. So does a run that was killed (137), once in a submission: a node that fails is worth another try, but too little memory
 * ends the same way each time. A run that ends without saying why gets a `failure.json` here.
 */
export function taskScript({ program, spec, hashes, folder, options }: TaskScript): string {
  const command = [...program, 'experiment', 'run', spec, '--folder', folder, ...options].map(quoted).join(' ');
  return `#!/bin/bash
hash=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" ${quoted(hashes)})
run=${quoted(folder)}/runs/$hash
killed=${quoted(hashes)}.$SLURM_ARRAY_TASK_ID.killed
warned=no
warn() { warned=yes; kill -TERM "$child" 2>/dev/null; }
trap warn USR1
${command} --run "$hash" &
child=$!
wait "$child"; status=$?
# A signal ends the wait, but not the run.
while kill -0 "$child" 2>/dev/null; do wait "$child"; status=$?; done
[ "$status" -eq 0 ] && exit 0
again=$warned
if [ "$status" -eq 137 ] && [ ! -e "$killed" ]; then
  touch "$killed" && again=yes
fi
if [ "$again" = yes ]; then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" && sleep 60
fi
if [ -d "$run" ] && [ ! -e "$run/result.json" ] && [ ! -e "$run/failure.json" ]; then
  printf '{"code":"process-ended","message":"%s"}\\n' "${experimentText.slurm.taskEnded('$status')}" >"$run/failure.json"
fi
exit "$status"
`;
}

/** As a word of the shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
