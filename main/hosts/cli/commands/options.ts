// Options and arguments that several commands share, and the checks of their values.

import { InvalidArgumentError, Option } from 'commander';
import { helpText } from '../../text/help.ts';

export const landmarks = ['--landmarks <file|folder>', helpText.shared.landmarks] as const;
export const spacing = ['--spacing <mm>', helpText.shared.spacing, positive] as const;
export const numbering = (): Option =>
  new Option('--numbering <name>', helpText.shared.numbering).choices(['original', 'renumbered']);
export const model = ['--model <name|file>', helpText.shared.model] as const;
export const engine = (): Option =>
  new Option('--engine <name>', helpText.train.engine).choices(['libtorch', 'tensorflow', 'wasm']);
export const device = (): Option => new Option('--device <name>', helpText.train.device).choices(['cpu', 'cuda']);
export const gradingDevice = (): Option => new Option('--device <name>', helpText.predict.device).choices(['cpu', 'cuda']);
export const gpu = ['--gpu <index>', helpText.train.gpu, index] as const;
export const precision = (): Option => new Option('--precision <name>', helpText.predict.precision).choices(['fp32', 'bf16']);
export const json = ['--json', helpText.shared.json] as const;
export const saveProblems = ['--save-problems <file>', helpText.shared.saveProblems] as const;
export const keepIdentifiers = ['--keep-identifiers', helpText.shared.keepIdentifiers] as const;

export function failUnless(succeeded: boolean): void {
  if (!succeeded) process.exitCode = 1;
}

export function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(helpText.expected.positive);
}

export function whole(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(helpText.expected.whole);
}

export function index(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(helpText.expected.index);
}

export function port(text: string): number {
  const value = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  if (value > 0 && value <= 65_535) return value;
  throw new InvalidArgumentError(helpText.expected.port);
}

export function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError(helpText.expected.share);
}

export function seed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(helpText.expected.seed);
}
