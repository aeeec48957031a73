import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { catchErrors } from '../../../electron/catch-errors.ts';
import { CHANNELS } from '../../../electron/channels.ts';
import { startDesktop, type DesktopParts } from '../../../electron/start-desktop.ts';
import type { DesktopWorkstation, HostProcess } from '../../../main/hosts/desktop.ts';
import { HARDENING, hardeningFaults, isRefused } from './hardening.ts';
import { standInElectron, type StandIn, type StandInChoices } from './stand-in-electron.ts';

let userData = '';

beforeEach(async () => {
  userData = await realpath(await mkdtemp(join(tmpdir(), 'osteograde-desktop-')));
});

interface Started {
  readonly standIn: StandIn;
  readonly reported: unknown[];
  readonly startProcess: (file: string, args: readonly string[]) => HostProcess;
}

async function started(
  choices: Partial<StandInChoices & Pick<DesktopParts, 'commandLine'>> = {},
  workstation: Partial<DesktopWorkstation> = {},
): Promise<Started> {
  const standIn = standInElectron({ userData, ...choices });
  const reported: unknown[] = [];
  let startProcess: ((file: string, args: readonly string[]) => HostProcess) | null = null;
  let time = 0;
  const parts: DesktopParts = {
    preload: '/application/preload.cjs',
    icon: '/application/icon.png',
    platform: 'linux',
    commandLine: choices.commandLine ?? ['/opt/Osteograde/osteograde'],
    folder: userData,
    openWorkstation: async (options) => {
      startProcess = options.startProcess;
      return {
        handler: async (request) => new Response(`page of ${new URL(request.url).pathname}`),
        ownFolders: () => [userData],
        verifyUpdate: async (folder) => ({ accepted: folder !== '/altered', text: `the update in ${folder}` }),
        shutDown: async () => void standIn.log.push('shut down'),
        ...workstation,
      };
    },
    report: (error) => void reported.push(error),
    now: () => (time += 1000),
  };
  await startDesktop(standIn.electron, parts);
  return {
    standIn,
    reported,
    startProcess: (file, args) => {
      if (startProcess === null) throw new Error('The workstation was not opened.');
      return startProcess(file, args);
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('the shell', () => {
  it('applies every hardening setting', async () => {
    const { standIn } = await started();
    expect(hardeningFaults(standIn)).toEqual([]);
  });

  it.each(HARDENING.map((setting) => [setting.name, setting] as const))(
    'fails the check when this is undone: %s',
    async (name, setting) => {
      const { standIn } = await started();
      setting.violate(standIn);
      expect(hardeningFaults(standIn)).toContain(name);
    },
  );

  it('offers developer tools only while unpackaged', async () => {
    const { standIn } = await started({ packaged: false });
    expect(hardeningFaults(standIn)).toEqual(['webPreferences.devTools is false']);
    expect(JSON.stringify(standIn.menu.template)).toContain('toggleDevTools');
    expect(JSON.stringify((await started()).standIn.menu.template)).not.toContain('toggleDevTools');
  });

  it('hardens a session once, even one that Electron announces', async () => {
    const { standIn } = await started();
    standIn.app.emit('session-created', standIn.electron.session.defaultSession);
    expect(hardeningFaults(standIn)).toEqual([]);
  });

  it('saves a table that its own page makes', async () => {
    const { standIn } = await started();
    expect(isRefused(standIn.sessionEvents, 'blob:osteograde://app/6c1f')).toBe(false);
  });

  it.each([
    ['no-sandbox', true],
    ['no-sandbox', false],
    ['disable-web-security', false],
    ['remote-debugging-port', true],
  ])('does not start with --%s, and says why (packaged: %s)', async (name, packaged) => {
    const { log, windows } = (await started({ switches: [name], packaged })).standIn;
    expect(windows).toEqual([]);
    expect(log).toEqual([
      'ready',
      expect.stringMatching(new RegExp(`^error box Osteograde cannot start: .*--${name}.*administrator`)),
      'exit 1',
    ]);
  });

  it('lets a test drive an unpackaged application', async () => {
    const { windows } = (await started({ switches: ['remote-debugging-port'], packaged: false })).standIn;
    expect(windows).toHaveLength(1);
  });

  it('lets the page reload itself', async () => {
    const { standIn } = await started();
    let stopped = false;
    standIn.windows[0].webContents.emit('will-navigate', {
      url: 'osteograde://app/#/case/1',
      preventDefault: () => (stopped = true),
    });
    expect(stopped).toBe(false);
  });

  it('shows the window on a dark background once its page is drawn', async () => {
    const [window] = (await started()).standIn.windows;
    expect(window.options).toMatchObject({ show: false, backgroundColor: '#0b0c0e' });
    expect(window.calls).toEqual([]);
    window.emit('ready-to-show');
    expect(window.calls).toEqual(['show']);
  });

  it('quits if an instance is already running, which then comes to the front', async () => {
    const second = (await started({ firstInstance: false })).standIn;
    expect(second.log).toEqual(['quit']);
    expect(second.windows).toEqual([]);
    const { app, windows } = (await started()).standIn;
    windows[0].minimised = true;
    app.emit('second-instance', {}, [], '/');
    expect(windows[0].calls).toEqual(['restore', 'focus']);
  });

  it('stops jobs and closes the study when the window closes, then exits', async () => {
    const { standIn } = await started();
    standIn.windows[0].emit('closed');
    standIn.app.emit('window-all-closed');
    await settled();
    expect(standIn.log.slice(-3)).toEqual(['quit', 'shut down', 'exit 0']);
  });

  it('exits even if the workstation fails to shut down, and reports the failure', async () => {
    const { standIn, reported } = await started(
      {},
      {
        shutDown: async () => {
          throw new Error('the disk is gone');
        },
      },
    );
    standIn.app.emit('window-all-closed');
    await settled();
    expect(standIn.log.at(-1)).toBe('exit 0');
    expect(reported).toHaveLength(1);
  });

  it('reloads a crashed page, but not again if it crashes right away', async () => {
    const { standIn, reported } = await started();
    const [window] = standIn.windows;
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(window.loaded).toHaveLength(2);
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(window.loaded).toHaveLength(2);
    expect(window.destroyed).toBe(true);
    expect(reported).toHaveLength(2);
  });

  it('remembers where the window stood', async () => {
    const first = (await started()).standIn.windows[0];
    first.maximize();
    first.emit('close');
    const second = (await started()).standIn.windows[0];
    expect(second.options).toMatchObject({ x: 40, y: 30, width: 1200, height: 800 });
    expect(second.calls).toEqual(['maximize']);
    expect(await readFile(join(userData, 'window-place.json'), 'utf8')).not.toContain('undefined');
  });
});

describe('the scheme', () => {
  const request = async (standIn: StandIn, address: string): Promise<Response> => {
    const handler = standIn.handlers.get('osteograde');
    if (handler === undefined) throw new Error('The scheme is not handled.');
    return handler(new Request(address));
  };

  it("passes pages, procedures and bytes of our origin to the workstation's handler", async () => {
    const { standIn } = await started();
    for (const path of ['/', '/rpc/workstation/about', '/bytes/thumbnails/1']) {
      expect(await (await request(standIn, `osteograde://app${path}`)).text()).toBe(`page of ${path}`);
    }
  });

  it('answers no other host', async () => {
    const { standIn } = await started();
    expect((await request(standIn, 'osteograde://other/')).status).toBe(404);
    expect((await request(standIn, 'osteograde://app.evil/')).status).toBe(404);
  });
});

describe('a page request', () => {
  const invoke = async (
    standIn: StandIn,
    channel: string,
    args: readonly unknown[] = [],
    event: object = {},
  ): Promise<unknown> => {
    const contents = standIn.windows[0].webContents;
    return standIn.invoked.get(channel)?.({ sender: contents, senderFrame: contents.mainFrame, ...event }, ...args);
  };

  it('chooses radiographs in the system dialog', async () => {
    const { standIn } = await started();
    expect(await invoke(standIn, CHANNELS.chooseFiles)).toEqual([]);
    expect(await invoke(standIn, CHANNELS.chooseFolder)).toBe(null);
    standIn.dialog.answer = { canceled: false, filePaths: ['/data/a.dcm', '/data/b.dcm'] };
    expect(await invoke(standIn, CHANNELS.chooseFiles)).toEqual(['/data/a.dcm', '/data/b.dcm']);
    expect(await invoke(standIn, CHANNELS.chooseFolder)).toBe('/data/a.dcm');
  });

  it('shows and opens a report', async () => {
    const { standIn } = await started();
    const report = join(userData, 'report.pdf');
    await writeFile(report, '%PDF');
    await invoke(standIn, CHANNELS.revealInFolder, [report]);
    await invoke(standIn, CHANNELS.openPath, [report]);
    expect(standIn.log.slice(-2)).toEqual([`reveal ${report}`, `open ${report}`]);
  });

  it.each(['program.exe', 'script.sh', 'page.html', 'report.pdf.desktop', 'plain'])('never opens %s', async (name) => {
    const { standIn } = await started();
    await writeFile(join(userData, name), 'x');
    await expect(invoke(standIn, CHANNELS.openPath, [join(userData, name)])).rejects.toThrow('Only reports');
    expect(standIn.log.join()).not.toContain('open ');
  });

  it('never opens a program behind a link that is named like a report', async () => {
    const { standIn } = await started();
    await writeFile(join(userData, 'script.sh'), 'x');
    await symlink(join(userData, 'script.sh'), join(userData, 'report.pdf'));
    await expect(invoke(standIn, CHANNELS.openPath, [join(userData, 'report.pdf')])).rejects.toThrow('Only reports');
  });

  it('never opens a folder that is named like a report', async () => {
    const { standIn } = await started();
    await mkdir(join(userData, 'report.pdf'));
    await expect(invoke(standIn, CHANNELS.openPath, [join(userData, 'report.pdf')])).rejects.toThrow('no longer exists');
  });

  it('opens files elsewhere only once the reader has chosen their folder', async () => {
    const { standIn } = await started();
    const other = await realpath(await mkdtemp(join(tmpdir(), 'osteograde-other-')));
    const film = join(other, 'film.dcm');
    await writeFile(film, 'x');
    const asked = [CHANNELS.openPath, CHANNELS.revealInFolder];
    for (const channel of asked) await expect(invoke(standIn, channel, [film])).rejects.toThrow('folders that you have chosen');
    standIn.dialog.answer = { canceled: true, filePaths: [other] };
    await invoke(standIn, CHANNELS.chooseFolder);
    for (const channel of asked) await expect(invoke(standIn, channel, [film])).rejects.toThrow('folders that you have chosen');
    standIn.dialog.answer = { canceled: false, filePaths: [other] };
    await invoke(standIn, CHANNELS.chooseFolder);
    for (const channel of asked) await invoke(standIn, channel, [film]);
    expect(standIn.log.slice(-2)).toEqual([`open ${film}`, `reveal ${film}`]);
  });

  it('follows no way out of an allowed folder', async () => {
    const { standIn } = await started();
    const other = await realpath(await mkdtemp(join(tmpdir(), 'osteograde-other-')));
    await writeFile(join(other, 'film.dcm'), 'x');
    await symlink(other, join(userData, 'link'));
    const neighbour = `${userData}-neighbour`;
    await mkdir(neighbour);
    await writeFile(join(neighbour, 'film.dcm'), 'x');
    const ways = [
      join(userData, 'link', 'film.dcm'),
      `${userData}/../${other.split('/').at(-1)}/film.dcm`,
      join(neighbour, 'film.dcm'),
    ];
    for (const way of ways) {
      await expect(invoke(standIn, CHANNELS.openPath, [way])).rejects.toThrow('folders that you have chosen');
      await expect(invoke(standIn, CHANNELS.revealInFolder, [way])).rejects.toThrow('folders that you have chosen');
    }
  });

  it('tells nothing about files elsewhere, and that a report is gone', async () => {
    const { standIn } = await started();
    await expect(invoke(standIn, CHANNELS.revealInFolder, ['/nowhere/x.pdf'])).rejects.toThrow('folders that you have chosen');
    await expect(invoke(standIn, CHANNELS.revealInFolder, ['/etc/passwd'])).rejects.toThrow('folders that you have chosen');
    await expect(invoke(standIn, CHANNELS.revealInFolder, [join(userData, 'gone.pdf')])).rejects.toThrow('no longer exists');
  });

  it('is refused unless it comes from the main frame of our own page', async () => {
    const { standIn, reported } = await started();
    const contents = standIn.windows[0].webContents;
    const strangers = [
      { senderFrame: null },
      { senderFrame: { url: 'osteograde://app/', parent: contents.mainFrame } },
      { sender: {}, senderFrame: { url: 'https://example.org/', parent: null } },
    ];
    for (const channel of Object.values(CHANNELS).filter((name) => name !== CHANNELS.command)) {
      for (const stranger of strangers)
        await expect(invoke(standIn, channel, ['/x.pdf'], stranger)).rejects.toThrow('did not come from the main page');
    }
    contents.mainFrame.url = 'https://example.org/';
    await expect(invoke(standIn, CHANNELS.chooseFiles)).rejects.toThrow('did not come from the main page');
    expect(reported).toHaveLength(16);
  });

  it.each([
    ['//host/share/film.dcm'],
    ['\\\\host\\share\\film.dcm'],
    ['\\\\?\\C:\\film.dcm'],
    ['https://example.org/film.dcm'],
    ['file:///etc/passwd'],
    ['/film.dcm\0.pdf'],
  ])('is refused before the path is looked up: %j', async (path) => {
    const { standIn } = await started();
    for (const channel of [CHANNELS.openPath, CHANNELS.revealInFolder])
      await expect(invoke(standIn, channel, [path])).rejects.toThrow('the arguments are invalid');
  });

  it.each([[[]], [['relative.pdf']], [[42]], [['/a.pdf', '/b.pdf']], [[{ path: '/a' }]], [[`/${'a'.repeat(5000)}`]]])(
    'is refused if its arguments are invalid: %j',
    async (args) => {
      const { standIn } = await started();
      await expect(invoke(standIn, CHANNELS.revealInFolder, args)).rejects.toThrow('the arguments are invalid');
      await expect(invoke(standIn, CHANNELS.chooseFiles, ['extra'])).rejects.toThrow('the arguments are invalid');
    },
  );
});

describe('a film that the reader opens in the file manager', () => {
  const IMPORT = [CHANNELS.command, 'study.import'];
  let film = '';
  beforeEach(async () => {
    film = join(userData, 'film of today.dcm');
    await writeFile(film, 'x');
  });
  const taken = async (standIn: StandIn): Promise<unknown> => {
    const contents = standIn.windows[0].webContents;
    return standIn.invoked.get(CHANNELS.openedFiles)?.({ sender: contents, senderFrame: contents.mainFrame });
  };

  it('is offered for import once the page is there, and only once', async () => {
    const { standIn } = await started({ commandLine: ['/opt/Osteograde/osteograde', '--enable-x', pathToFileURL(film).href] });
    const contents = standIn.windows[0].webContents;
    expect(contents.sent).toEqual([]);
    contents.emit('did-finish-load');
    expect(contents.sent).toEqual([IMPORT]);
    expect(await taken(standIn)).toEqual([film]);
    expect(await taken(standIn)).toEqual([]);
  });

  it('reaches the program that is already running', async () => {
    const { standIn } = await started();
    standIn.app.emit('second-instance', {}, ['/opt/Osteograde/osteograde', 'film of today.dcm', film], userData);
    standIn.app.emit('open-file', { preventDefault: () => undefined }, film);
    expect(standIn.windows[0].webContents.sent).toEqual([IMPORT, IMPORT]);
    expect(await taken(standIn)).toEqual([film]);
  });

  it.each([
    ['file://server/share/film.dcm'],
    ['//server/share/film.dcm'],
    ['https://example.org/film.dcm'],
    ['gone.dcm'],
    ['.'],
    ['--x'],
  ])('is ignored if it is not a file of this machine: %s', async (word) => {
    const { standIn } = await started({ commandLine: ['/opt/Osteograde/osteograde', word] });
    standIn.windows[0].webContents.emit('did-finish-load');
    expect(standIn.windows[0].webContents.sent).toEqual([]);
    expect(await taken(standIn)).toEqual([]);
  });
});

describe('an update', () => {
  const verify = async (standIn: StandIn): Promise<void> => {
    const entries = standIn.menu.template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    // A menu calls its entry with the entry, the window and the event, none of which this entry uses.
    (entries.find(({ label }) => label === 'Verify an update…')?.click as (() => void) | undefined)?.();
    await settled();
  };

  it.each([
    ['/update', 'info box The update is genuine: the update in /update'],
    ['/altered', 'warning box The update must not be installed: the update in /altered'],
  ])('is verified from the menu, and the answer is shown: %s', async (folder, shown) => {
    const { standIn } = await started();
    standIn.dialog.answer = { canceled: false, filePaths: [folder] };
    await verify(standIn);
    expect(standIn.log.at(-1)).toBe(shown);
  });

  it('is not verified if the reader cancels', async () => {
    const { standIn } = await started();
    await verify(standIn);
    expect(standIn.log.join()).not.toContain(' box ');
  });

  it('that cannot be read is reported, and the reader is told', async () => {
    const verifyUpdate = async (): Promise<never> => {
      throw new Error('the disk is gone');
    };
    const { standIn, reported } = await started({}, { verifyUpdate });
    standIn.dialog.answer = { canceled: false, filePaths: ['/update'] };
    await verify(standIn);
    expect(standIn.log.at(-1)).toContain('warning box The update must not be installed: The update could not be read.');
    expect(reported).toHaveLength(1);
  });
});

describe('a utility process', () => {
  it('carries messages both ways and reports its end once', async () => {
    const { standIn, startProcess } = await started();
    const channel = startProcess('/application/inference-child.js', ['--megabytes=100']);
    const [{ file, args, child }] = standIn.processes;
    const messages: unknown[] = [];
    const ends: string[] = [];
    channel.onMessage((message) => void messages.push(message));
    channel.onExit((reason) => void ends.push(reason));
    channel.send({ pixels: new Float32Array([1, 2]) });
    child.emit('message', { id: 1 });
    child.emit('error', 'FatalError', 'v8::Heap', '');
    child.emit('exit', 5);
    child.emit('exit', 5);
    await Promise.resolve();
    channel.send('too late');
    expect(file).toBe('/application/inference-child.js');
    expect(args).toEqual(['--megabytes=100']);
    expect(child.posted).toEqual([{ pixels: new Float32Array([1, 2]) }]);
    expect(messages).toEqual([{ id: 1 }]);
    expect(ends).toEqual(['FatalError at v8::Heap']);
    channel.kill();
    expect(child.killed).toBe(false);
  });

  it('is killed as soon as it has started, if it was killed before', async () => {
    const { standIn, startProcess } = await started();
    const channel = startProcess('/application/inference-child.js', []);
    const [{ child }] = standIn.processes;
    channel.kill();
    child.killed = false;
    child.emit('spawn');
    expect(child.killed).toBe(true);
  });

  it('is killed at once, even if it ignores SIGTERM', async () => {
    const { standIn, startProcess } = await started();
    const channel = startProcess('/application/inference-child.js', []);
    const real = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); console.log(1); for (;;);']);
    await once(real.stdout, 'data');
    standIn.processes[0].child.pid = real.pid;
    channel.kill();
    expect(await once(real, 'exit')).toEqual([null, 'SIGKILL']);
    channel.kill();
  });
});

describe('an unexpected error', () => {
  const caught = (standIn: StandIn): { readonly source: EventEmitter; readonly reported: string[] } => {
    const source = new EventEmitter();
    const reported: string[] = [];
    catchErrors(source, standIn.electron, (error) => void reported.push(String(error)));
    return { source, reported };
  };

  it('ends in the log and closes the program in order, without its text on the screen', async () => {
    const { standIn } = await started();
    const { source, reported } = caught(standIn);
    source.emit('uncaughtException', new Error('no hip of Erika Mustermann'));
    source.emit('uncaughtException', new Error('again'));
    await settled();
    expect(reported).toEqual(['Error: no hip of Erika Mustermann', 'Error: again']);
    expect(standIn.log.filter((line) => line.startsWith('error box'))).toEqual([
      expect.stringMatching(/^error box Osteograde has to close: .*The log has the details/),
    ]);
    expect(standIn.log.join()).not.toContain('Mustermann');
    expect(standIn.log.slice(-2)).toEqual(['shut down', 'exit 0']);
  });

  it('of a promise ends in the log, and the program goes on', async () => {
    const { standIn } = await started();
    const { source, reported } = caught(standIn);
    source.emit('unhandledRejection', 'no reason');
    expect(reported).toEqual(['no reason']);
    expect(standIn.log).not.toContain('quit');
  });

  it('that ends a process of Chromium ends in the log', async () => {
    const { standIn } = await started();
    const { reported } = caught(standIn);
    standIn.app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 5 });
    standIn.app.emit('child-process-gone', {}, { type: 'Utility', reason: 'clean-exit', exitCode: 0 });
    expect(reported).toEqual(['Error: A process of kind GPU ended: crashed, code 5.']);
  });
});
