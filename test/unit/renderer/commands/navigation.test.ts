import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCommands } from '../../../../renderer/commands/find-commands.ts';
import type { Command } from '../../../../renderer/commands/command.ts';
import { addressOf, placeOf, studyOf } from '../../../../renderer/commands/navigation.ts';

describe('places', () => {
  it('are restored from their address, whatever characters a hip id contains', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (hipId) => {
        for (const studyId of [null, 'c0ffee0123456789']) {
          expect(placeOf(addressOf({ screen: 'case', hipId }, studyId))).toEqual({ screen: 'case', hipId });
          expect(placeOf(addressOf({ screen: 'train', runId: hipId }, studyId))).toEqual({ screen: 'train', runId: hipId });
        }
      }),
    );
    for (const screen of ['library', 'reports', 'settings'] as const) {
      expect(placeOf(addressOf({ screen }, null))).toEqual({ screen });
      expect(placeOf(addressOf({ screen }, 'c0ffee0123456789'))).toEqual({ screen });
    }
    expect(placeOf(addressOf({ screen: 'case', hipId: null }, null))).toEqual({ screen: 'case', hipId: null });
  });

  it('name their study, whatever the hip is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (hipId) => {
        expect(studyOf(addressOf({ screen: 'case', hipId }, 'c0ffee0123456789'))).toBe('c0ffee0123456789');
        expect(studyOf(addressOf({ screen: 'case', hipId }, null))).toBeNull();
      }),
    );
    expect(studyOf(addressOf({ screen: 'case', hipId: 'library' }, null))).toBeNull();
    expect(studyOf('')).toBeNull();
    expect(studyOf('#/nowhere')).toBeNull();
  });

  it('fall back to the library for an unknown address', () => {
    expect(placeOf('')).toEqual({ screen: 'library' });
    expect(placeOf('#/nowhere')).toEqual({ screen: 'library' });
    expect(placeOf('#/case/%E0%A4%A')).toEqual({ screen: 'case', hipId: null });
  });
});

describe('the palette', () => {
  const command = (title: string, group: string): Command => ({
    id: title,
    title,
    group,
    icon: 'check',
    shortcut: null,
    run: () => undefined,
  });
  const commands = [command('Zoom to hip', 'View'), command('Invert greys', 'View'), command('Export report', 'Report')];

  it('lists everything before anything is typed', () => {
    expect(findCommands(commands, '  ')).toHaveLength(3);
  });

  it('matches every typed word in the title or the group', () => {
    expect(findCommands(commands, 'view hip').map(({ title }) => title)).toEqual(['Zoom to hip']);
    expect(findCommands(commands, 'xyz')).toEqual([]);
  });

  it('puts titles that start with the typed word first', () => {
    const found = findCommands([command('Show report', 'a'), command('Report hip', 'b')], 'report');
    expect(found.map(({ title }) => title)).toEqual(['Report hip', 'Show report']);
  });
});
