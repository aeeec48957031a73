// Neighbours of the cases about folders, archives and media.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { expectThat, right, wrong, type Answer } from '../answer.ts';
import { short, succeedsOr } from '../judge.ts';
import type { Printed } from '../command.ts';
import { storedHips, storedRadiographs, type Workbench } from '../workbench.ts';
import { changed, changedPoints, type Neighbour, type PhantomFilm } from './kit.ts';

export const SOURCES: Readonly<Record<string, Neighbour>> = {
  '11 damaged deflated entry': archive(
    ([one]) => zip([{ name: 'a.dcm', bytes: one.bytes, deflated: true, damaged: true }]),
    0,
    /damaged|checksum|CRC|unpacked/i,
  ),
  '11 archive cut off': archive(
    ([one]) => {
      const whole = zip([{ name: 'a.dcm', bytes: one.bytes }]);
      return whole.subarray(0, whole.length - 60_000);
    },
    0,
    /damaged|cut|incomplete|archive/i,
  ),
  '13 names in GBK': archive(
    ([one]) => zip([{ name: Buffer.from('bbbcd5df5c312e64636d', 'hex'), bytes: one.bytes }]),
    1,
    /skipped|left out|\bname/i,
  ),
  '13 names in EUC-KR': archive(
    ([one]) => zip([{ name: Buffer.from('c8afc0da2e64636d', 'hex'), bytes: one.bytes }]),
    1,
    /skipped|left out|\bname/i,
  ),
  '13 one name twice': archive(
    ([one, other]) =>
      zip([
        { name: 'a.dcm', bytes: one.bytes },
        { name: 'a.dcm', bytes: other.bytes },
      ]),
    2,
    /a\.dcm/,
  ),
  '13 names that differ in case only': archive(
    ([one, other]) =>
      zip([
        { name: 'A.dcm', bytes: one.bytes },
        { name: 'a.dcm', bytes: other.bytes },
      ]),
    2,
    /a\.dcm/,
  ),
  '15 a path in an archive that is too long': archive(
    ([one, other]) =>
      zip([
        { name: `${'n'.repeat(200)}/`.repeat(25) + 'a.dcm', bytes: one.bytes },
        { name: 'b.dcm', bytes: other.bytes },
      ]),
    2,
    /long|deep/i,
  ),
  '16 a film in a hidden folder of an archive': archive(
    ([one]) => zip([{ name: '.1.2.3_series/a.dcm', bytes: one.bytes }]),
    1,
    /1\.2\.3_series|hidden|left out/i,
  ),
  "16 a Mac's noise is not a fault": folder(
    ([one]) => ({
      'a.dcm': one.bytes,
      '._a.dcm': Buffer.from('00051607', 'hex'),
      '.DS_Store': Buffer.alloc(40),
      '__MACOSX/._a.dcm': Buffer.alloc(40),
    }),
    1,
  ),
  'a README.txt is not a label table': folder(
    ([one]) => ({ 'a.dcm': one.bytes, 'README.txt': Buffer.from('Films of 2004, see the table.\nQuestions: Anna, Bert\n') }),
    1,
  ),
  '17 points named .PTS': pointed((one) => ({ 'film.dcm': one.bytes, 'film.dcm.PTS': Buffer.from(one.points) })),
  '17 points of a film in capitals': pointed((one) => ({ 'FILM.DCM': one.bytes, 'film.pts': Buffer.from(one.points) })),
  '17 composed film, decomposed points': pointed((one) => ({
    ['Bécken.dcm'.normalize('NFC')]: one.bytes,
    ['Bécken.dcm.pts'.normalize('NFD')]: Buffer.from(one.points),
  })),
  'points of a film that is not there': {
    check: async ([one], bench) => {
      const place = write(bench, {
        'a.dcm': one.bytes,
        'a.dcm.pts': Buffer.from(one.points),
        'lost.dcm.pts': Buffer.from(one.points),
      });
      const printed = await bench.run('import', place, '--study', 'study');
      return [
        /lost\.dcm\.pts/.test(printed.words)
          ? right(short(printed.words))
          : wrong(`lost.dcm.pts is not named: ${short(printed.words)}`),
      ];
    },
  },
  'points of the right hip only': {
    check: async ([one], bench) => {
      const lines: string[] = [];
      changedPoints(one.points, (point, index) => {
        if (index < 80) lines.push(point.join(' '));
        return point;
      });
      const place = write(bench, {
        'a.dcm': one.bytes,
        'a.dcm_R.pts': Buffer.from(`version: 1\nn_points: 80\n{\n${lines.join('\n')}\n}\n`),
      });
      const printed = await bench.run('import', place, '--study', 'study', '--grade');
      const left = storedHips(bench.inWork('study')).find(({ side }) => side === 'left');
      if (left?.grades.every((grade) => grade !== null) === true) return [right('the left hip is found')];
      return [
        /left/i.test(printed.words) ? right(short(printed.words)) : wrong(`nothing about the left hip: ${short(printed.words)}`),
      ];
    },
  },
  '14 an unreadable file': {
    needsRoot: true,
    check: async ([one, other], bench) => {
      const place = write(bench, { 'open.dcm': one.bytes, 'closed.dcm': other.bytes });
      chmodSync(place, 0o755);
      chmodSync(join(place, 'closed.dcm'), 0o600);
      const study = bench.inWork('study');
      const printed = await bench.runAsNobody('import', place, '--study', study);
      return [readable(printed, storedRadiographs(study) === 1, /closed\.dcm/)];
    },
  },
  'nothing to import': {
    check: async (_, bench) => {
      const place = write(bench, { 'notes.docx': Buffer.from('PK') });
      const printed = await bench.run('import', place, '--study', 'study');
      return [
        expectThat(
          printed.code === 1 && !/0 imported[^\n]*0 could not be read/.test(printed.words),
          `exit ${printed.code}: ${short(printed.words)}`,
          short(printed.words),
        ),
      ];
    },
  },
  'dry run and import count alike': {
    check: async ([one, other], bench) => {
      const place = write(bench, {
        'a.dcm': one.bytes,
        'b.dcm': other.bytes,
        'c.dcm': changed(one.bytes, { 0x00280010: null }),
        'd.txt': Buffer.from('x'),
      });
      const dry = await bench.run('import', place, '--study', 'study', '--dry-run');
      const real = await bench.run('import', place, '--study', 'study');
      const named = (printed: Printed): boolean => /c\.dcm/.test(printed.words);
      return [
        expectThat(
          dry.code === real.code && named(dry) && named(real),
          `dry run ${dry.code}: ${short(dry.words)}; import ${real.code}: ${short(real.words)}`,
          short(real.words),
        ),
      ];
    },
  },
};

type Files = Readonly<Record<string, Uint8Array>>;

function write(bench: Workbench, files: Files): string {
  const place = bench.inWork('in');
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), bytes);
  }
  return place;
}

/** Everything comes in, or what did not is named. */
function folder(build: (films: readonly [PhantomFilm, PhantomFilm]) => Files, films: number): Neighbour {
  return {
    check: async (phantoms, bench) => {
      const printed = await bench.run('import', write(bench, build(phantoms)), '--study', 'study');
      return [succeedsOr(printed, storedRadiographs(bench.inWork('study')) === films, /(?!)/)];
    },
  };
}

function archive(build: (films: readonly [PhantomFilm, PhantomFilm]) => Uint8Array, films: number, named: RegExp): Neighbour {
  return {
    check: async (phantoms, bench) => {
      writeFileSync(bench.inWork('films.zip'), build(phantoms));
      const printed = await bench.run('import', 'films.zip', '--study', 'study');
      const whole = films > 0 && storedRadiographs(bench.inWork('study')) === films;
      return [succeedsOr(printed, whole, named)];
    },
  };
}

/** The film's points are used, or named. */
function pointed(build: (one: PhantomFilm) => Files): Neighbour {
  return {
    check: async ([one], bench) => {
      const { hips, printed } = await bench.predict(write(bench, build(one)));
      const used = hips.length === 2 && hips.every(({ pointsFrom }) => pointsFrom === 'file');
      return [
        used || /\.pts/i.test(printed.stderr)
          ? right(short(printed.stderr))
          : wrong('the points are not used, and nothing names them'),
      ];
    },
  };
}

function readable(printed: Printed, cameIn: boolean, named: RegExp): Answer {
  const good = !printed.crashed && cameIn && named.test(printed.words);
  return good ? right(short(printed.words)) : wrong(short(printed.words));
}

interface Entry {
  readonly name: string | Uint8Array;
  readonly bytes: Uint8Array;
  readonly deflated?: boolean;
  readonly damaged?: boolean;
}

/** A ZIP archive without the flag of UTF-8 names. */
function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, deflated = false, damaged = false } of entries) {
    const content = Buffer.from(deflated ? deflateRawSync(bytes) : bytes);
    const title = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(deflated ? 8 : 0, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(title.length, 22);
    const middle = Math.floor(content.length / 2);
    if (damaged) content.fill(0x55, middle, middle + 64);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, title, content]);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, end, title]));
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const tail = Buffer.alloc(22);
  tail.write('PK\x05\x06', 'latin1');
  tail.writeUInt16LE(entries.length, 8);
  tail.writeUInt16LE(entries.length, 10);
  tail.writeUInt32LE(list.length, 12);
  tail.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, tail]);
}
