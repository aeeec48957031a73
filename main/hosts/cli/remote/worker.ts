// `osteograde worker`: trains for paired desktops. With --pair, --unpair or --desktops it only changes or lists who is paired.

import { hostname } from 'node:os';
import { failed, FailureError, valueOrThrow } from '../../../domain/failure.ts';
import { parsePairing, pairingLine } from '../../../remote/pairing.ts';
import { remoteText } from '../../../remote/text.ts';
import { ownCertificate } from '../../../remote/worker/certificate-file.ts';
import { openDesktops, type Desktops } from '../../../remote/worker/desktops.ts';
import { fingerprintOf } from '../../../remote/worker/self-signed-certificate.ts';
import { endRequested, endSoon } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';
import { runWorker, workerFolder } from '../../worker.ts';

export interface WorkerCommandChoices {
  readonly host: string;
  readonly port: number;
  readonly home?: string;
  readonly pair?: string;
  readonly unpair?: string;
  readonly desktops?: boolean;
  readonly address?: string;
  readonly disk: number;
  readonly hours: number;
  readonly memory?: number;
  readonly gpu?: number;
  readonly keep: number;
  readonly atOnce: number;
}

export async function worker(choices: WorkerCommandChoices, terminal: Terminal): Promise<void> {
  const desktops = openDesktops(workerFolder(choices.home));
  if (choices.pair !== undefined) return pair(choices.pair, choices, { desktops, terminal });
  if (choices.unpair !== undefined) return unpair(choices.unpair, { desktops, terminal });
  if (choices.desktops === true) {
    for (const { name, pairedAt } of await desktops.list()) terminal.line(`${name}\t${pairedAt}`);
    return;
  }
  try {
    await serve(choices, { desktops, terminal });
  } finally {
    endSoon();
  }
}

interface Context {
  readonly desktops: Desktops;
  readonly terminal: Terminal;
}

async function serve(choices: WorkerCommandChoices, { desktops, terminal }: Context): Promise<void> {
  const { host, port, home, disk, hours, memory, keep, atOnce, gpu } = choices;
  const limits = {
    quotaBytes: disk * 1e9,
    hours,
    memoryBytes: memory === undefined ? null : memory * 1e6,
    keepDays: keep,
    atOnce,
  };
  const running = valueOrThrow(await runWorker({ home, host, port, limits, gpu }));
  try {
    terminal.line(remoteText.worker.ready(`${host}:${running.port}`));
    if ((await desktops.list()).length === 0) terminal.line(remoteText.worker.noDesktop);
    await endRequested();
  } finally {
    await running.close();
  }
}

async function pair(named: string, choices: WorkerCommandChoices, { desktops, terminal }: Context): Promise<void> {
  const name = named.trim();
  if ((await desktops.list()).some((desktop) => desktop.name === name))
    throw new FailureError(failed('not-allowed', remoteText.worker.nameTaken(name)).failure);
  const { certificate } = await ownCertificate(workerFolder(choices.home));
  const place = placeOf(choices);
  const fingerprint = fingerprintOf(certificate);
  // Checked before the desktop is added.
  valueOrThrow(parsePairing(pairingLine({ ...place, fingerprint, token: 'x'.repeat(20) })));
  const { token } = await desktops.add(name, new Date());
  terminal.line(remoteText.worker.paired(name));
  terminal.line(pairingLine({ ...place, fingerprint, token }));
}

async function unpair(name: string, { desktops, terminal }: Context): Promise<void> {
  if (!(await desktops.remove(name))) throw new FailureError(failed('file-not-found', remoteText.worker.notPaired(name)).failure);
  terminal.line(remoteText.worker.unpaired(name));
}

/** The address in the pairing line: as named, else this machine's name and the port of the worker. */
function placeOf({ address = hostname(), port }: WorkerCommandChoices): { readonly host: string; readonly port: number } {
  const [, host = address, named] = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(address) ?? [];
  return { host: host.replaceAll(/^\[|\]$/g, ''), port: named === undefined ? port : Number(named) };
}
