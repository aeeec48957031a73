// What the desktop shell offers to the page beyond the web: file dialogs and the file manager. A browser has none of it.

export interface Desktop {
  /** Asks for radiographs; empty when the reader changes their mind. */
  chooseFiles(): Promise<string[]>;
  /** Asks for a folder; null when the reader changes their mind. */
  chooseFolder(): Promise<string | null>;
  revealInFolder(path: string): Promise<void>;
  /** Opens a file with the program that the system has for it. */
  openPath?(path: string): Promise<void>;
  /** Calls back with the id of a command chosen from the window's menu; returns how to stop listening. */
  onCommand?(listener: (commandId: string) => void): () => void;
}

declare global {
  interface Window {
    /** Set by the desktop's preload; missing in a browser. */
    readonly osteograde?: Desktop;
  }
}

/** The desktop shell, or null in a browser. */
export function desktop(): Desktop | null {
  return window.osteograde ?? null;
}
