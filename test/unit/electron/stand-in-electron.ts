// A small Electron for tests. It records what the shell calls and lets a test act as system, page and reader.

import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions, CustomScheme } from 'electron';
import type { ElectronPart } from '../../../electron/electron-part.ts';

type Handler = (request: Request) => Promise<Response>;
type Invoked = (event: unknown, ...args: unknown[]) => Promise<unknown>;

export class StandInContents extends EventEmitter {
  readonly mainFrame = { url: 'osteograde://app/', parent: null };
  readonly sent: unknown[][] = [];
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  webRtcPolicy = 'default';
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  send(...args: unknown[]): void {
    this.sent.push(args);
  }
}

class StandInWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new StandInContents();
  readonly loaded: string[] = [];
  readonly calls: string[] = [];
  minimised = false;
  destroyed = false;
  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }
  loadURL = async (address: string): Promise<void> => void this.loaded.push(address);
  show = (): void => void this.calls.push('show');
  focus = (): void => void this.calls.push('focus');
  restore = (): void => void this.calls.push('restore');
  maximize = (): void => void this.calls.push('maximize');
  isMinimized = (): boolean => this.minimised;
  isMaximized = (): boolean => this.calls.includes('maximize');
  getNormalBounds = () => ({ x: 40, y: 30, width: 1200, height: 800 });
  destroy = (): void => {
    this.destroyed = true;
    this.emit('closed');
  };
}

class StandInProcess extends EventEmitter {
  readonly posted: unknown[] = [];
  readonly stdout = null;
  pid: number | undefined;
  killed = false;
  postMessage = (message: unknown): void => void this.posted.push(message);
  kill = (): boolean => (this.killed = true);
}

export interface StandIn {
  /** The part that the shell receives. */
  readonly electron: ElectronPart;
  readonly app: EventEmitter;
  /** What happened, in order. */
  readonly log: string[];
  readonly windows: StandInWindow[];
  readonly schemes: CustomScheme[];
  readonly handlers: Map<string, Handler>;
  readonly invoked: Map<string, Invoked>;
  readonly processes: { readonly file: string; readonly args: readonly string[]; readonly child: StandInProcess }[];
  /** What the default session was set to, by name. */
  readonly session: Record<string, unknown>;
  /** Emits what Chromium asks of the default session. */
  readonly sessionEvents: EventEmitter;
  readonly menu: { template: MenuItemConstructorOptions[] };
  /** What the reader does in the next file dialog. */
  readonly dialog: { answer: { canceled: boolean; filePaths: string[] } };
}

export interface StandInChoices {
  readonly userData: string;
  readonly packaged?: boolean;
  readonly firstInstance?: boolean;
  /** Switches on the command line. */
  readonly switches?: readonly string[];
}

export function standInElectron(choices: StandInChoices): StandIn {
  const { userData, packaged = true, firstInstance = true, switches = [] } = choices;
  const log: string[] = [];
  const app = new EventEmitter();
  const sessionEvents = new EventEmitter();
  const windows: StandInWindow[] = [];
  const schemes: CustomScheme[] = [];
  const handlers = new Map<string, Handler>();
  const invoked = new Map<string, Invoked>();
  const processes: { file: string; args: readonly string[]; child: StandInProcess }[] = [];
  const session: Record<string, unknown> = {};
  const menu: { template: MenuItemConstructorOptions[] } = { template: [] };
  const dialog = { answer: { canceled: true, filePaths: [] as string[] } };
  const keep = (name: string) => (value: unknown) => void (session[name] = value);

  const electron = {
    app: Object.assign(app, {
      isPackaged: packaged,
      requestSingleInstanceLock: () => firstInstance,
      enableSandbox: () => void log.push('sandbox'),
      commandLine: {
        appendSwitch: (name: string, value?: string) => void log.push(`switch ${[name, value ?? []].flat().join('=')}`),
        hasSwitch: (name: string) => switches.includes(name),
      },
      whenReady: async () => void log.push('ready'),
      getPath: () => userData,
      quit: () => {
        log.push('quit');
        if (firstInstance) app.emit('will-quit', { preventDefault: () => undefined });
      },
      exit: (code: number) => void log.push(`exit ${code}`),
    }),
    BrowserWindow: function (options: BrowserWindowConstructorOptions) {
      const window = new StandInWindow(options);
      windows.push(window);
      app.emit('web-contents-created', {}, window.webContents);
      return window;
    },
    dialog: {
      showOpenDialog: async () => dialog.answer,
      showMessageBox: async (_window: unknown, box: { type: string; message: string; detail: string }) =>
        void log.push(`${box.type} box ${box.message}: ${box.detail}`),
      showErrorBox: (title: string, message: string) => void log.push(`error box ${title}: ${message}`),
    },
    ipcMain: { handle: (channel: string, work: Invoked) => void invoked.set(channel, work) },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (template: MenuItemConstructorOptions[]) => void (menu.template = template),
    },
    protocol: {
      registerSchemesAsPrivileged: (list: CustomScheme[]) => {
        log.push('scheme');
        schemes.push(...list);
      },
      handle: (scheme: string, handler: Handler) => void handlers.set(scheme, handler),
    },
    screen: {
      getPrimaryDisplay: () => ({ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1050 } }),
      getAllDisplays: () => [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1050 } }],
    },
    session: {
      defaultSession: Object.assign(sessionEvents, {
        setPermissionRequestHandler: keep('permissionRequest'),
        setPermissionCheckHandler: keep('permissionCheck'),
        setDevicePermissionHandler: keep('devicePermission'),
        setDisplayMediaRequestHandler: keep('displayMedia'),
        setBluetoothPairingHandler: keep('bluetoothPairing'),
        setSpellCheckerEnabled: keep('spellChecker'),
        setCertificateVerifyProc: keep('certificateVerify'),
        webRequest: { onBeforeRequest: keep('beforeRequest') },
      }),
    },
    shell: {
      showItemInFolder: (path: string) => void log.push(`reveal ${path}`),
      openPath: async (path: string) => {
        log.push(`open ${path}`);
        return '';
      },
    },
    utilityProcess: {
      fork: (file: string, args: readonly string[]) => {
        const child = new StandInProcess();
        processes.push({ file, args, child });
        return child;
      },
    },
  };
  return {
    electron: electron as unknown as ElectronPart, // stands in for the part of Electron that the shell uses; electron/main.ts type-checks the real one
    app,
    log,
    windows,
    schemes,
    handlers,
    invoked,
    processes,
    session,
    sessionEvents,
    menu,
    dialog,
  };
}
