// The hostile files of the benchmark, each with the procedure that is made to read it. A file is made when its turn comes.

import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { editedDicom } from '../../fixtures/edit-dicom.ts';
import { archiveOf, png } from '../../fixtures/hostile-files.ts';
import { writeHostileModel, type HostileModel } from '../../fixtures/hostile-onnx.ts';
import { deflatedZeros, zlibZeros } from './zeros.ts';

export type Bomb =
  | { readonly kind: 'import' | 'plan' | 'weights'; readonly name: string; readonly path: string; readonly make: () => void }
  | { readonly kind: 'model'; readonly name: HostileModel; readonly make: () => void };

const HEADER = 'subject,visit,side,osteo_fem_sup\n';

/** All bombs. Their files are made below `folder`; `film` is a film that can be read, and `models` the folder of installed models. */
export function bombsIn(folder: string, film: string, models: string): Bomb[] {
  const file = (name: string, content: () => Uint8Array | string) => {
    const path = join(folder, name);
    const make = () => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content());
    };
    return { path, make };
  };
  const sparse = (name: string, head: string, bytes: number) => {
    const { path, make } = file(name, () => head);
    return { path, make: () => (make(), truncateSync(path, bytes)) };
  };
  const line = (name: string, megabytes: number) => {
    const { path, make } = file(name, () => HEADER);
    return { path, make: () => (make(), appendLine(path, megabytes)) };
  };
  const imported = (name: string, { path, make }: ReturnType<typeof file>): Bomb[] => [
    { kind: 'plan', name: `${name}, preview`, path: dirname(path), make },
    { kind: 'import', name: `${name}, import`, path: dirname(path), make: () => undefined },
  ];
  const weights = (name: string, { path, make }: ReturnType<typeof file>): Bomb => ({ kind: 'weights', name, path, make });
  const model = (name: HostileModel): Bomb => ({
    kind: 'model',
    name,
    make: () => {
      mkdirSync(models, { recursive: true });
      writeHostileModel(models, name);
    },
  });
  return [
    ...imported('archive of 4 MB that unpacks to 8 GB', file('archive/overlap.zip', overlapping)),
    ...imported(
      'PNG, 1.5 GB of iCCP',
      file('iccp/train/3/9000099R.png', () => png('iCCP', chunkBomb())),
    ),
    ...imported(
      'PNG, 1.5 GB of zTXt',
      file('ztxt/train/3/9000099R.png', () => png('zTXt', chunkBomb())),
    ),
    ...imported(
      'table of 100,000 columns',
      file('wide/table.csv', () => columns(100_000)),
    ),
    ...imported(
      'table of 300,000 columns',
      file('wider/table.csv', () => columns(300_000)),
    ),
    ...imported('a line of 120 MB', line('line/table.csv', 120)),
    ...imported('a line of 600 MB', line('longer/table.csv', 600)),
    ...imported('table of 8 GB', sparse('large/table.csv', HEADER, 8e9)),
    ...imported(
      'DICOM, RescaleSlope 1e308',
      file('rescale/film.dcm', () => infinite(film)),
    ),
    ...imported('DICOM, 900 MB deflated', file('deflated/film.dcm', deflatedDicom)),
    weights(
      'safetensors, 90 MB of [',
      file('brackets.safetensors', () => brackets(90_000_000)),
    ),
    weights(
      'safetensors, 15 MB of [',
      file('fewer.safetensors', () => brackets(15_000_000)),
    ),
    weights(
      'pickle in an archive, 20 MB',
      file('bomb.pth', () => zipSync({ 'a/data.pkl': new Uint8Array(20_000_000) })),
    ),
    weights('pickle, 5,000,000 nested tuples', file('tuples.pth', nestedTuples)),
    model('loop'),
    model('slow'),
    model('four-terabytes'),
    model('twenty-gigabytes'),
  ];
}

/** Forty entries of 200 MB that share 4 MB of packed bytes. */
function overlapping(): Uint8Array {
  return archiveOf(Buffer.concat([randomBytes(3_700_000), Buffer.alloc(196_000_000)]), 40, 'shared');
}

function chunkBomb(): Uint8Array {
  return Buffer.concat([Buffer.from('a\0\0', 'latin1'), zlibZeros(150)]);
}

function columns(count: number): string {
  return `${Array.from({ length: count }, (_, column) => `c${column}`).join(',')}\n1,2,3\n`;
}

function appendLine(path: string, megabytes: number): void {
  const file = openSync(path, 'a');
  const million = 'a'.repeat(1_000_000);
  for (let each = 0; each < megabytes; each++) writeSync(file, million);
  closeSync(file);
}

function infinite(film: string): Uint8Array {
  return editedDicom(
    readFileSync(film),
    new Map([
      [0x00281052, { vr: 'DS', value: '1e308' }],
      [0x00281053, { vr: 'DS', value: '1e308' }],
    ]),
  );
}

/** A deflated data set with one element of 900 MB. */
function deflatedDicom(): Uint8Array {
  const syntax = Buffer.from('1.2.840.10008.1.2.1.99', 'latin1');
  const syntaxElement = Buffer.concat([Buffer.from('020010005549', 'hex'), uint16(syntax.length), syntax]);
  const lengthElement = Buffer.concat([Buffer.from('02000000554c0400', 'hex'), uint32(syntaxElement.length)]);
  const largeElement = Buffer.concat([Buffer.from('080000304f420000', 'hex'), uint32(900_000_000)]);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM', 'latin1'),
    lengthElement,
    syntaxElement,
    deflatedZeros(largeElement, 90),
  ]);
}

function brackets(count: number): Uint8Array {
  const text = Buffer.from(`{"a":${'['.repeat(count - 5)}`, 'latin1');
  return Buffer.concat([new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer), text]);
}

function nestedTuples(): Uint8Array {
  return Buffer.concat([Buffer.of(0x80, 2, 0x29), Buffer.alloc(5_000_000, 0x85), Buffer.from('.')]);
}

function uint16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
