import { describe, expect, it } from 'vitest';
import { entryNames } from '../../../../main/cohort/sources/entry-names.ts';
import { encoded, unicodePath, type CodePage } from '../../../fixtures/zip-file.ts';

const UTF8_FLAG = 0x800;

function entry(fileNameRaw: Buffer, generalPurposeBitFlag = 0, extra?: Buffer) {
  const extraFields = extra === undefined ? [] : [{ id: 0x7075, data: extra.subarray(4) }];
  return { fileNameRaw, generalPurposeBitFlag, extraFields };
}

function read(name: string, codePage: CodePage): string {
  const bytes = encoded(name, codePage);
  if (bytes === null) throw new Error(`${name} is not in ${codePage}.`);
  return entryNames([entry(bytes)])[0] ?? '';
}

describe('the name of an entry', () => {
  it.each<[CodePage, readonly string[]]>([
    ['cp437', ['Hüfte_Jörg.dcm', 'MÜLLER', 'KÖLN/Röntgen', 'BÄR', 'Größe', 'Ägidius', 'René.dcm', 'Ñandú', 'fußball']],
    ['windows-1252', ['Müller', 'Sørensen', 'Bécken', 'ÄRZTE', 'Köln']],
    ['shift_jis', ['骨盤表示能.dcm', '股関節', 'ひざ', 'レントゲン写真', 'ソフト/表', 'X線.dcm', 'AP股関節']],
    ['gbk', ['骨盆', '张三', '患者李四_V00', '髋关节正位片']],
    ['ibm866', ['Иванов', 'Петров_V00/рентген']],
    ['utf-8', ['Müller', '骨盤', '张三', 'Иванов', 'محمد']],
  ])('in %s without a word about it is read', (codePage, names) => {
    expect(names.map((name) => read(name, codePage))).toEqual(names);
  });

  it('is read as its flag or its Unicode path says', () => {
    const legacy = Buffer.from('M?ller.dcm\x81', 'latin1');
    expect(entryNames([entry(Buffer.from('é/ü.dcm'), UTF8_FLAG)])).toEqual(['é/ü.dcm']);
    expect(entryNames([entry(legacy, 0, unicodePath('Müller.dcm', legacy))])).toEqual(['Müller.dcm']);
    const ascii = Buffer.from('M?ller.dcm');
    expect(entryNames([entry(ascii, 0, unicodePath('Müller.dcm', ascii))])).toEqual(['Müller.dcm']);
    // The path belongs to another name, so it is not used.
    expect(entryNames([entry(legacy, 0, unicodePath('Müller.dcm', Buffer.from('other')))])).toEqual(['M?ller.dcmü']);
  });

  it('is not torn where the second byte of a letter is a backslash, and other backslashes separate folders', () => {
    expect(read('表/能.dcm', 'shift_jis')).toBe('表/能.dcm');
    expect(entryNames([entry(Buffer.from('a\\b.dcm'))])).toEqual(['a/b.dcm']);
  });

  it('is in the code page of the whole archive', () => {
    const names = ['Ä', '股関節正面', 'ソ'];
    const bytes = names.slice(1).map((name) => encoded(name, 'shift_jis') ?? Buffer.alloc(0));
    expect(entryNames([entry(Buffer.from('Ä'), UTF8_FLAG), ...bytes.map((raw) => entry(raw))])).toEqual(names);
  });
});
