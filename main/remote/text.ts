// The sentences about workers: why one refuses, and why a desktop cannot use one.

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 10e9 ? 1 : 0)} GB`;

export const remoteText = {
  notFound: 'The worker has nothing under this address.',
  unexpected: 'An unexpected error occurred on the worker. Its log has the details.',
  pairing: {
    notALine: 'This is not a pairing line. Paste the whole line that the worker printed. It starts with "osteograde-pair:".',
    unknownToken: 'The worker does not know this desktop. Pair again with a new line from "osteograde worker --pair".',
    taken: (name: string) => `Another workstation is called ${name}. Choose another name.`,
    unknown: (name: string) => `No workstation is called ${name}. "osteograde workstations" lists those that are paired.`,
    nameNeeded: 'Give the workstation a name of 1 to 60 characters.',
  },
  protocol: {
    olderWorker: (worker: string) =>
      `The worker runs Osteograde ${worker}, which is too old for this program. Update the worker.`,
    newerWorker: (worker: string) =>
      `The worker runs Osteograde ${worker}, which is too new for this program. Update the program on this machine.`,
    olderDesktop: (worker: string) => `The worker runs Osteograde ${worker}. Update the program on your machine.`,
    newerDesktop: (worker: string) => `The worker runs Osteograde ${worker}, which is too old. Update the worker.`,
    notAWorker: 'Under this address something answers that is not an Osteograde worker. Check host and port.',
  },
  objects: {
    malformed: 'The upload does not say where it begins and how long it is.',
    largePiece: 'A piece of an upload may have at most 64 MiB and must state its length.',
    overQuota: (bytes: number) =>
      `A desktop may keep ${gigabytes(bytes)} on this worker. Remove ended runs there, or ask for more with --disk.`,
    diskFull: "The worker's disk is full. Free some space there, then resume the run.",
    wrongDigest: 'What arrived does not have the digest that was announced. It was removed and can be sent again.',
    busy: 'Another connection sends this object now.',
  },
  jobs: {
    malformed: 'The worker does not understand this order.',
    unknownKind: (kind: string, version: string) =>
      `The worker runs Osteograde ${version}, which has no jobs of the kind "${kind}". Update the worker.`,
    missing: (count: number) => (count === 1 ? 'One file of the order is missing.' : `${count} files of the order are missing.`),
    tooMany: (most: number) => `A desktop may have ${most} runs on this worker. Remove ended ones first.`,
    timeLimit: (hours: number) =>
      `The run took longer than the ${hours} hours that this worker allows. Its last checkpoint is kept, and it can be resumed.`,
    noCheckpoint: 'The order has no checkpoint to export.',
    failedUnexpectedly: 'The run failed because of an unexpected error on the worker. Its log has the details.',
  },
  client: {
    otherCertificate: (place: string) =>
      `${place} shows another certificate than the one it was paired with. Nothing was sent. If the worker was set up again, pair again; else somebody may be listening.`,
    unreachable: (name: string, reason: string) =>
      `${name} cannot be reached (${reason}). Check that the worker runs and that host and port are right.`,
    stopped: 'The work on the workstation was stopped.',
    refused: (status: number) => `The worker answered with status ${status}.`,
    unknownAnswer: 'The worker sent an answer that this program does not understand. Update both to the same version.',
    lost: (name: string) => `The connection to ${name} was lost. The run goes on there; this program keeps trying to reach it.`,
    back: (name: string) => `${name} can be reached again.`,
    gone: (name: string) => `${name} no longer has this run. Resume it to send it again.`,
    queued: (name: string, before: number) =>
      before === 0
        ? `Next in turn on ${name}`
        : `Waiting on ${name}; ${before} ${before === 1 ? 'run has' : 'runs have'} their turn first`,
    runsThere: (name: string) => `The run goes on on ${name}. Resume it here to follow it and to fetch its model.`,
    fetchedDamaged: (file: string) => `${file} did not arrive as the worker holds it. Resume the run to fetch it again.`,
    foreignFile: (file: string) => `The worker offers a file ${file}, which does not belong to a run. Nothing was fetched.`,
    noSend: 'Networks that find hips train only on this machine. Leave --on out.',
  },
  worker: {
    ready: (address: string) => `The worker listens on ${address}`,
    noDesktop: 'No desktop is paired yet. Pair one with: osteograde worker --pair NAME',
    paired: (name: string) => `Paste this line into the desktop ${name} (Settings > Workstations). It is shown only once:`,
    unpaired: (name: string) => `${name} is no longer paired.`,
    notPaired: (name: string) => `No desktop is called ${name}. Paired are those that "osteograde worker --desktops" lists.`,
    nameTaken: (name: string) => `A desktop called ${name} is paired already. Choose another name, or remove it with --unpair.`,
  },
} as const;
