// What the desktop shell adds to the page: file dialogs and the file manager. A browser has neither.

export interface Desktop {
  /** Asks for radiographs. Empty if the reader cancels. */
  chooseFiles(): Promise<string[]>;
  /** Asks for a folder. Null if the reader cancels. */
  chooseFolder(): Promise<string | null>;
  /** Returns the films that the reader opened in the file manager since the last call. */
  openedFiles?(): Promise<string[]>;
  revealInFolder(path: string): Promise<void>;
  /** Opens a file with the system's default program. */
  openPath?(path: string): Promise<void>;
  /** Calls `listener` with the id of each command chosen from the window's menu. Returns a function that stops listening. */
  onCommand?(listener: (commandId: string) => void): () => void;
}

declare global {
  interface Window {
    /** Set by the desktop's preload; missing in a browser. */
    readonly osteograde?: Desktop;
  }
}

/** Returns the desktop shell, or null in a browser. */
export function desktop(): Desktop | null {
  return window.osteograde ?? null;
}
