import { assert, constantFrom, property, shuffledSubarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadLabels } from '../../../../main/cohort/labels/apply-mapping.ts';
import { parseMapping } from '../../../../main/cohort/labels/label-mapping.ts';
import { readLabels } from '../../../../main/cohort/labels/read-labels.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';

function read(text: string, options?: Parameters<typeof readLabels>[1]): ReadLabels {
  const reading = readLabels(text, options);
  if (reading.kind !== 'read') throw new Error(reading.kind === 'failed' ? reading.failure.message : 'unbound');
  return reading.labels;
}

const graded = (value: number) => ({ kind: 'graded', value });

describe('a long table', () => {
  const columns = [
    'cohort',
    'subject',
    'visit',
    'side',
    'osteo_acet_inf',
    'osteo_acet_sup',
    'osteo_fem_inf',
    'osteo_fem_sup',
    'age',
  ];
  const cells: Record<string, string> = {
    cohort: 'OAI',
    subject: '9000622',
    visit: 'V00',
    side: 'left',
    osteo_acet_inf: '0',
    osteo_acet_sup: '3',
    osteo_fem_inf: '',
    osteo_fem_sup: '1.0',
    age: '61',
  };
  const expected = {
    cohort: 'OAI',
    subject: '9000622',
    visit: 'V00',
    side: 'left',
    labels: { 'acetabulum-inferior': graded(0), 'acetabulum-superior': graded(3), 'femur-superior': graded(1) },
    metadata: {},
  };

  it('is bound by name in any order and with any separator; a blank is missing, not 0', () => {
    const order = shuffledSubarray(columns, { minLength: columns.length, maxLength: columns.length });
    assert(
      property(order, constantFrom(',', ';', '\t', '|'), (names, separator) => {
        const text = [names, names.map((name) => cells[name])].map((line) => line.join(separator)).join('\n');
        expect(read(text).joints).toEqual([expected]);
      }),
    );
  });

  it('reports a value out of range with its line, and uses the rest of the line', () => {
    const { joints, problems } = read('subject,side,visit,osteo_fem_sup,osteo_fem_inf\nA,R,V00,2,0\nB,L,V00,7,1\n');
    expect(joints.map((joint) => joint.labels)).toEqual([
      { 'femur-superior': graded(2), 'femur-inferior': graded(0) },
      { 'femur-inferior': graded(1) },
    ]);
    expect(problems).toEqual([
      {
        line: 3,
        failure: {
          code: 'labels-out-of-range',
          message:
            'Line 3 has "7" in the column "osteo_fem_sup" instead of 0 to 3. The value was left out. Correct it and try again.',
        },
      },
    ]);
  });

  it('reports a second line about a hip, also under another spelling of its visit, and uses the first', () => {
    const { joints, problems } = read('subject,side,visit,osteo_fem_sup\nA,R,V00,2\nA,right,T00,1\nA,R,V00,2\n');
    expect(joints.map((joint) => joint.labels)).toEqual([{ 'femur-superior': graded(2) }]);
    expect(problems.map(({ line, failure }) => [line, failure.code])).toEqual([
      [3, 'labels-duplicate'],
      [4, 'labels-duplicate'],
    ]);
    expect(problems[0].failure.message).toMatch(/other labels.*Line 2 was used/);
    expect(problems[1].failure.message).toMatch(/the same labels\. Remove/);
  });

  it('reports a global label that contradicts the grades, and keeps both', () => {
    const { joints, problems } = read(
      'subject,side,global,osteo_fem_sup,osteo_fem_inf,osteo_acet_sup,osteo_acet_inf\nA,R,0,2,0,0,0\nB,R,1,0,0,0,0\nC,R,1,0,0,0,\nD,R,0,,,,\n',
    );
    expect(problems.map(({ line, failure }) => [line, failure.code])).toEqual([
      [2, 'labels-conflict'],
      [3, 'labels-conflict'],
    ]);
    expect(joints[0].labels.global).toEqual({ kind: 'binary', value: 0 });
    expect(joints[3].labels).toEqual({ global: { kind: 'binary', value: 0 } });
  });

  it('leaves out a line without a subject or a side, and reports which', () => {
    const { joints, problems } = read('subject,side,osteo_fem_sup\n,R,1\nA,both,1\nB,L,1\n');
    expect(joints.map((joint) => joint.subject)).toEqual(['B']);
    expect(problems.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('counts lines as an editor does, across blank lines and quoted line ends', () => {
    const { problems } = read('subject,side,note,osteo_fem_sup\n\nA,R,"two\nlines",1\n\nB,R,x,9\n');
    expect(problems.map(({ line }) => line)).toEqual([6]);
  });
});

describe('the OAI release', () => {
  const header = 'ID|hip|V00HAOSS|V00HFOSS|V00HAOSI|V00HFOSI|V00HJSNSM|V00HJSNSL|V00HSCF|V00HCYA|V00HFLAT|READPRJ';
  const row = '9000622|R|1: possible|.J: unreadable|.P: prosthesis|0|1: mild|2: moderate|.M: Missing||0: none|15';

  it('is read with its codes for technical, implant and missing; the higher of two narrowings counts', () => {
    expect(read(`${header}\n${row}\n`).joints).toEqual([
      {
        cohort: 'OAI',
        subject: '9000622',
        visit: 'V00',
        side: 'right',
        labels: {
          'acetabulum-superior': graded(1),
          'femur-superior': { kind: 'not-gradable', reason: 'technical' },
          'acetabulum-inferior': { kind: 'not-gradable', reason: 'implant' },
          'femur-inferior': graded(0),
          'joint-space-narrowing': graded(2),
          flattening: graded(0),
        },
        metadata: {},
      },
    ]);
  });
});

describe('an OAI release', () => {
  it('has sclerosis and cysts of both bones: the higher grade counts, and one bone is enough', () => {
    const header = 'ID|hip|V00HSCF|V00HSCA|V00HCYF|V00HCYA';
    const { joints } = read(
      `${header}\n9000622|L|0: none|2: moderate|1: possible|.M: Missing\n9000622|R|0: none|0: none|0: none|0: none\n`,
    );
    expect(joints.map(({ labels }) => labels)).toEqual([
      { sclerosis: graded(2), cysts: graded(1) },
      { sclerosis: graded(0), cysts: graded(0) },
    ]);
  });

  it('says without a code that a form is missing', () => {
    const { joints, problems } = read('ID|hip|V00HAOSS|V00HFOSS\n9000622|L|.: Missing Form|1: possible\n');
    expect(problems).toEqual([]);
    expect(joints.map(({ labels }) => labels)).toEqual([{ 'femur-superior': graded(1) }]);
  });
});

describe('the CHECK export', () => {
  it('is split by visit and side, whatever the order of the parts of its column names', () => {
    const text = [
      'nsin;sex;T0_H_OSTS_acet_li;T0_H_li_OSTI_fem;T0_H_fem_OSTS_re;T10_H_KL_def_li;T10_H_AP_JSN_med_li;T10_H_li_AP_JSN_sup;T0_X_other_li',
      '1102;F;2;0;1;3;0;1;5',
    ].join('\n');
    const { joints } = read(text);
    const joint = { cohort: 'CHECK', subject: '1102', metadata: {} };
    expect(joints).toEqual([
      { ...joint, visit: 'T0', side: 'left', labels: { 'acetabulum-superior': graded(2), 'femur-inferior': graded(0) } },
      { ...joint, visit: 'T0', side: 'right', labels: { 'femur-superior': graded(1) } },
      { ...joint, visit: 'T10', side: 'left', labels: { kl: graded(3), 'joint-space-narrowing': graded(1) } },
    ]);
  });

  it('has no joint for a visit at which nothing was read', () => {
    expect(read('nsin,T0_H_SCL_li,T8_H_SCL_li\n1,2,#NULL!\n').joints.map(({ visit }) => visit)).toEqual(['T0']);
  });
});

describe('a table of another kind', () => {
  const text = 'patient;hip;oa;acetab\nP1;2: Left;yes;mild\nP2;re;no;unreadable\n';
  const preset = {
    name: 'ours',
    cohort: { value: 'CLINIC' },
    subject: { column: 'patient' },
    visit: { value: 'V00' },
    side: { column: 'hip' },
    labels: [
      { column: 'oa', name: 'global', kind: 'binary' },
      { column: 'acetab', name: 'acetabulum-superior', kind: 'graded', values: { mild: 1, unreadable: 'technical' } },
    ],
  };

  it('is unbound until a mapping says what its columns are', () => {
    const reading = readLabels(text);
    expect(reading.kind === 'unbound' && reading.table.columns).toEqual(['patient', 'hip', 'oa', 'acetab']);
  });

  it('is read with a saved preset', () => {
    const mapping = valueOrThrow(parseMapping(JSON.stringify(preset)));
    expect(read(text, { presets: [mapping] }).joints.map(({ side, visit, labels }) => ({ side, visit, labels }))).toEqual([
      { side: 'left', visit: 'V00', labels: { global: { kind: 'binary', value: 1 }, 'acetabulum-superior': graded(1) } },
      {
        side: 'right',
        visit: 'V00',
        labels: { global: { kind: 'binary', value: 0 }, 'acetabulum-superior': { kind: 'not-gradable', reason: 'technical' } },
      },
    ]);
  });

  it('is read with a saved preset although capitals and spaces of its columns differ', () => {
    const mapping = valueOrThrow(parseMapping(JSON.stringify(preset)));
    expect(read(text.replace('patient;hip;oa', 'Patient;HIP;O A'), { presets: [mapping] }).joints).toHaveLength(2);
  });

  it('ignores a preset whose columns the table lacks', () => {
    const mapping = valueOrThrow(parseMapping(JSON.stringify(preset)));
    expect(readLabels('subject,side,osteo_fem_sup\nA,R,1\n', { presets: [mapping] }).kind).toBe('read');
  });

  it.each([
    ['{', /not JSON/],
    ['{"name":"x"}', /"cohort"/],
    [JSON.stringify({ ...preset, labels: [] }), /"labels"/],
  ])('refuses the mapping %s', (mapping, message) => {
    const parsed = parseMapping(mapping);
    expect(parsed.ok ? '' : parsed.failure.message).toMatch(message);
  });
});

describe('a table with the side in the names of its columns', () => {
  it.each([
    'subject,visit,osteo_fem_sup_R,osteo_fem_sup_L,osteo_acet_inf_R',
    'Subject,Visit,right osteo_fem_sup,left osteo_fem_sup,right osteo_acet_inf',
    'SUBJECT,VISIT,RE_OSTEO_FEM_SUP,LI_OSTEO_FEM_SUP,RE_OSTEO_ACET_INF',
    'subject,visit,femur-superior (rechts),femur-superior (links),acetabulum-inferior (rechts)',
  ])('has both hips on a line: %s', (header) => {
    const { joints, problems } = read(`${header}\nA,V00,2,1,0\nB,V00,3,,\n`);
    expect(problems).toEqual([]);
    expect(joints.map(({ subject, visit, side, labels }) => [subject, visit, side, labels])).toEqual([
      ['A', 'V00', 'right', { 'femur-superior': graded(2), 'acetabulum-inferior': graded(0) }],
      ['A', 'V00', 'left', { 'femur-superior': graded(1) }],
      ['B', 'V00', 'right', { 'femur-superior': graded(3) }],
    ]);
  });
});

describe('a table with the visit in the names of its columns', () => {
  it('has a joint for each visit and side that has labels', () => {
    const { joints, problems } = read('subject;V00_osteo_fem_sup_R;osteo_fem_sup_L_V00;t02 R kl;kl\nA;2;1;;4\nB;;;3;\n');
    expect(problems).toEqual([]);
    expect(joints.map(({ subject, visit, side, labels }) => [subject, visit, side, labels])).toEqual([
      ['A', 'V00', 'right', { 'femur-superior': graded(2) }],
      ['A', 'V00', 'left', { 'femur-superior': graded(1) }],
      ['B', 'T02', 'right', { kl: graded(3) }],
    ]);
  });

  it('may have a column for the side', () => {
    const { joints } = read('subject,side,V00_kl,V02_kl\nA,R,1,2\nA,L,,3\n');
    expect(joints.map(({ visit, side, labels }) => [visit, side, labels])).toEqual([
      ['V00', 'right', { kl: graded(1) }],
      ['V02', 'right', { kl: graded(2) }],
      ['V02', 'left', { kl: graded(3) }],
    ]);
  });
});

describe('a table with one grade on a line', () => {
  const header = 'subject,visit,side,quadrant,grade';

  it('is joined into the labels of each hip', () => {
    const { joints, problems } = read(
      `${header}\nA,V00,R,femur-superior,2\nA,T00,right,osteo_fem_inf,0\nA,V00,L,Femur Superior,1\n`,
    );
    expect(problems).toEqual([]);
    expect(joints.map(({ side, labels }) => [side, labels])).toEqual([
      ['right', { 'femur-superior': graded(2), 'femur-inferior': graded(0) }],
      ['left', { 'femur-superior': graded(1) }],
    ]);
  });

  it('reports a grade that is repeated or contradicted, and a line about something unknown', () => {
    const lines = ['A,V00,R,femur-superior,2', 'A,V00,R,kl,1', 'A,V00,R,femur-superior,2', 'A,V00,R,kl,3', 'A,V00,R,cartilage,1'];
    const { joints, problems } = read([header, ...lines].join('\n'));
    expect(joints.map(({ labels }) => labels)).toEqual([{ 'femur-superior': graded(2), kl: graded(1) }]);
    expect(problems.map(({ line, failure }) => [line, failure.code, failure.message])).toEqual([
      [4, 'labels-duplicate', expect.stringContaining('has the same labels')],
      [5, 'labels-duplicate', expect.stringContaining('has other labels')],
      [6, 'labels-out-of-range', expect.stringContaining('"cartilage"')],
    ]);
  });
});

describe('a line', () => {
  it('with more cells than the header is left out and reported, because its cells stand under the wrong names', () => {
    const { joints, problems } = read('subject,side,osteo_fem_sup,osteo_fem_inf\nA,R,2,0,1\nB,R,1,0,,\nC,R,1\n');
    expect(joints.map(({ subject }) => subject)).toEqual(['B', 'C']);
    expect(problems.map(({ line, failure }) => [line, failure.message])).toEqual([
      [2, expect.stringContaining('Line 2 has 5 cells, but the header names 4 columns')],
    ]);
  });

  it('without any cell is no line of the table', () => {
    expect(read('subject;side;osteo_fem_sup\n;;\nA;R;1\n ; ;\n').problems).toEqual([]);
  });

  it('whose subject a spreadsheet rounded is left out and reported', () => {
    const { joints, problems } = read('subject,side,osteo_fem_sup\n9.00062E+11,R,1\n"9,00062E+11",R,1\n900062,R,1\n');
    expect(joints.map(({ subject }) => subject)).toEqual(['900062']);
    expect(problems.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('is counted from the first line of the file, also after a line that names the separator', () => {
    const { problems } = read('sep=;\r\nsubject;side;osteo_fem_sup\r\nA;R;9\r\n');
    expect(problems.map(({ line }) => line)).toEqual([3]);
  });

  it('ends in any way, also in a file that mixes them', () => {
    expect(read('subject,side,osteo_fem_sup\r\nA,R,1\nB,R,1\rC,R,1').joints).toHaveLength(3);
  });
});

describe('a table as spreadsheets leave it', () => {
  const rows = [
    ['A', 'right', { 'femur-superior': graded(1) }],
    ['B', 'left', { 'femur-superior': graded(2) }],
  ];
  it.each([
    [
      'with titles and remarks above its header',
      'Hip readings, by two readers\n\n# second reading; final\nsubject;side;osteo_fem_sup\nA;R;1\nB;L;2\n',
    ],
    ['with a padded title', 'Hip readings;;\nsubject;side;osteo_fem_sup\nA;R;1\nB;L;2\n'],
    ['with every line in quotation marks', '"subject,side,osteo_fem_sup"\n"A,""R"",1"\n"B,L,2"\n'],
    ['with empty columns and lines', ';subject;side;osteo_fem_sup;;\n;A;R;1;;\n;;;;;\n;B;L;2;;\n'],
    ['with the row names of R', '"subject","side","osteo_fem_sup"\n"1","A","R",1\n"2","B","L",2\n'],
    ['with commas in the names of its columns', 'subject;side;osteo_fem_sup;remark (free, short, in words)\nA;R;1;x\nB;L;2;y\n'],
    ['with blanks left out at the ends of lines', 'subject,side,osteo_fem_sup,kl,jsn\nA,R,1\nB,L,2,\n'],
  ])('%s is read', (_, text) => {
    const { joints, problems } = read(text);
    expect(problems).toEqual([]);
    expect(joints.map(({ subject, side, labels }) => [subject, side, labels])).toEqual(rows);
  });

  it('with numbers written as measures has the numbers', () => {
    const { joints } = read('subject,side,osteo_fem_sup\n9000622.0,R,1.0\n9000623.0,L,\n');
    expect(joints.map(({ subject }) => subject)).toEqual(['9000622', '9000623']);
    expect(read('subject,side,osteo_fem_sup\n12.0,R,1\nA-7,L,1\n').joints[0]?.subject).toBe('12.0');
  });

  it('counts its lines from the first one of the file', () => {
    expect(read('Hip readings\n\nsubject;side;osteo_fem_sup\nA;R;9\n').problems.map(({ line }) => line)).toEqual([4]);
  });
});

describe('a cell', () => {
  const cellOf = (cell: string) => {
    const { joints, problems } = read(`subject|side|osteo_fem_sup|osteo_fem_inf\nA|R|${cell}|0\n`);
    return problems.length > 0 ? 'reported' : (joints[0]?.labels['femur-superior'] ?? 'missing');
  };

  it.each([
    '2',
    '2.0',
    '2,0',
    ' 2 ',
    'grade 2',
    'Grad 2',
    'GRAAD: 2',
    '2: moderate',
    '2 (moderate)',
    '2 - moderate',
    '="2"',
    '２',
  ])('is grade 2: %j', (cell) => expect(cellOf(cell)).toEqual(graded(2)));

  it.each([
    '',
    '.',
    '-',
    'NA',
    'n/a',
    'NaN',
    'None',
    '#NULL!',
    '#N/A',
    '#NV',
    '.: Missing Form',
    '.M: Missing',
    '.A',
    'fehlt',
    'onbekend',
    '\u00A0',
  ])('is missing: %j', (cell) => expect(cellOf(cell)).toBe('missing'));

  it.each([
    ['.T: technical', 'technical'],
    ['not-gradable', 'technical'],
    ['.P', 'implant'],
    ['Prothese', 'implant'],
  ])('is not gradable: %s', (cell, reason) => expect(cellOf(cell)).toEqual({ kind: 'not-gradable', reason }));

  it.each(['1-2', '1/2', '0-1', '2+', '2?', '>1', '1.5', '1: 2', 'none', 'mild', 'x', '-9', '9', 'II', '.5', '2 3'])(
    'is never guessed, but reported: %j',
    (cell) => expect(cellOf(cell)).toBe('reported'),
  );
});

describe('the side', () => {
  it.each([
    'R',
    'r',
    'Right',
    'RIGHT',
    're',
    'RE.',
    'rechts',
    'Rechts',
    'right hip',
    'Hüfte rechts',
    '1: Right',
    'droite',
    'D',
    'dext.',
  ])('is right: %s', (word) => expect(read(`subject|side|kl\nA|${word}|1\n`).joints[0]?.side).toBe('right'));

  it.each(['L', 'li', 'LINKS', 'Left', 'linke Hüfte', 'L hip', '2: Left', 'gauche', 'sin.', 'S'])('is left: %s', (word) =>
    expect(read(`subject|side|kl\nA|${word}|1\n`).joints[0]?.side).toBe('left'),
  );

  it.each(['both', 'bds', 'R/L', '1', '2', '', 'right left', 'B'])('is not guessed: %s', (word) => {
    const { joints, problems } = read(`subject|side|kl\nA|${word}|1\n`);
    expect(joints).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});

describe('a text that is not a table', () => {
  it.each([
    ['', /empty/],
    ['a,a\n1,2\n', /two columns named "a"/],
  ])('is refused with a reason: %s', (text, message) => {
    const reading = readLabels(text);
    expect(reading.kind === 'failed' ? reading.failure.message : '').toMatch(message);
  });
});
